// The composer of a live blog, and its posts as the whole desk leaves them.
import { Posts } from "desk/live_posts"
import { Writing } from "desk/live_writing"

const root = document.querySelector("[data-live]")
const posts = new Posts(root)
const form = root.querySelector("[data-composer]")
if (form) posts.writing = new Writing(root, form, posts)
