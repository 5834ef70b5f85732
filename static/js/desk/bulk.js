import { startPicks } from "desk/pick"

startPicks()
