// The server has what the form before this page had typed: the copy on this device goes.
import { Copies } from "desk/local"

const { saved, user } = document.querySelector("[data-saved]").dataset
const [page, step] = saved.split(".")
new Copies(user, "").confirm(page, Number(step))
