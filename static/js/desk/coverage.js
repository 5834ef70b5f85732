import { startPicks } from "desk/pick"
import { startPicturePicks } from "desk/pictures"

startPicks()
startPicturePicks()
