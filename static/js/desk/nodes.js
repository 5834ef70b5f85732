// The blocks of a body that are ours, written and read exactly as the server stores them.
import { boxNodes } from "desk/node_boxes"
import { embedNodes } from "desk/node_embeds"
import { footnoteNodes } from "desk/node_footnote"
import { pictureNodes } from "desk/node_pictures"
import { tableNodes } from "desk/node_table"
import { timelineNodes } from "desk/node_timeline"
import { paragraphAfter } from "desk/moving"

// `words` are the page's translated words; `tools` opens its dialogs.
export function nodes(words, tools) {
  return [
    ...pictureNodes(words, tools),
    ...embedNodes(words, tools),
    ...boxNodes(words),
    ...timelineNodes(words, paragraphAfter),
    ...footnoteNodes(words, tools),
    ...tableNodes(words),
  ]
}
