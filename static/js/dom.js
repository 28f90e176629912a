/* Short words for the document. */
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
export const isOpen = () => $$("dialog[open]").length > 0;
