// The comments on a page without an editor.
import { startComments } from "desk/comments"

startComments()
