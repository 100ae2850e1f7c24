// The editor of a cell. What runs a cell, and leaves the editor, is said in its name.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The classes are those of the code on the page, and so are the colours.
const colors = HighlightStyle.define([
  { tag: tags.keyword, class: "k" },
  { tag: [tags.string, tags.special(tags.string)], class: "s2" },
  { tag: tags.comment, class: "c1" },
  { tag: tags.number, class: "mf" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.operator, class: "o" },
]);

export function edit(parent, text, { label, onChange, onRun }) {
  const run = () => { onRun(); return true; };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of(["Mod-Enter", "Shift-Enter"].map((key) => ({ key, run })))),
        history(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of("    "),
        pythonLanguage,
        syntaxHighlighting(colors),
        // Escape and then Tab leave the editor; CodeMirror sees to that.
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) onChange(); }),
      ],
    }),
  });
  return {
    get value() { return view.state.doc.toString(); },
    set value(to) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: to } }); },
    focus() { view.focus(); },
  };
}
