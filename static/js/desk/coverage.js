import { startPicks } from "desk/pick"
import { startPicturePicks } from "desk/pictures"

startPicks()
startPicturePicks()
document.addEventListener("formset:added", (event) => startPicks(event.target))
