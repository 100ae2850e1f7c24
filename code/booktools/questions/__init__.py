"""Questions with a choice of answers, for which a reader needs no Python.

    :::{question} step
    :function: update_params
    :asks: params["W1"][0, 0]
    :wrong: The step goes up | The old value is lost
    :because: The step goes against the gradient.

    What is in `params` afterwards?

    ```python
    params, grads = {"W1": np.array([[2.0]])}, {"dW1": np.array([[-4.0]])}
    update_params(params, grads, lr=0.1)
    ```
    :::

The code is run when the page is read, once with the function of the course, which gives
the right answer, and once for each mistake, named by how its message begins. The
message explains the answer. With ``:made:`` the right answer is that of a mistake, too.
If it ``:asks: line``, the page shows the function with the mistake made, and the
answers are that line and those in which the others lie.
"""

from docutils import nodes
from docutils.parsers.rst.directives import unchanged_required
from sphinx.util.docutils import SphinxDirective

from booktools.questions.computed import Question


class question(nodes.General, nodes.Element):  # noqa: N801, as all names of elements
    """A question: first what is asked, then `choices` and `answers`."""


class choices(nodes.General, nodes.Element):  # noqa: N801
    """The `choice` elements to choose from."""


class choice(nodes.General, nodes.TextElement):  # noqa: N801
    """One answer."""


class answers(nodes.General, nodes.Element):  # noqa: N801
    """What is said to each answer, an `answer` element each, in the same order."""


class answer(nodes.General, nodes.TextElement):  # noqa: N801
    """An answer and what is said to it."""


class printed(nodes.comment):  # noqa: N801
    """The right answers, at the end of a page on paper."""


class QuestionDirective(SphinxDirective):
    """A question."""

    required_arguments = 1
    has_content = True
    option_spec = dict.fromkeys(
        ("function", "asks", "made", "wrong", "because"), unchanged_required
    )

    def run(self):
        """Return the question."""
        page, given = self.env.docname.split("/")[-1], dict(self.options)
        names = self.env.metadata[self.env.docname].setdefault("questions", [])
        key = f"{page}/{self.arguments[0]}"
        if key in names:
            raise self.error(f"there are two questions {key}")
        names.append(key)
        node = question(key=key, number=len(names))
        self.set_source_info(node)
        self.state.nested_parse(self.content, self.content_offset, node)
        code = "\n".join(x.astext() for x in node.findall(nodes.literal_block))
        wrong = tuple(text.strip() for text in given.pop("wrong", "").split(" | "))
        try:
            asked = Question(self.arguments[0], code=code, wrong=wrong, **given)
            found = asked.options()
        except (TypeError, ValueError) as error:
            raise self.error(str(error)) from error
        if asked.asks == "line":
            node += nodes.literal_block("", asked.shown(), language="python")
        node += choices("", *(choice("", "", *label(o)) for o in found))
        node += answers("", *(self.answer(o, asked) for o in found))
        return [node]

    def answer(self, o, asked):
        """Return what is said to an answer."""
        verdict = nodes.inline("", o.verdict + " ", classes=["verdict"])
        parts = [nodes.strong("", "", *label(o)), nodes.Text(": "), verdict]
        if o.instead:
            parts += [nodes.literal("", o.instead), nodes.Text(". ")]
        # As the check says it: "..." stays three dots.
        parts.append(nodes.inline("", o.message, support_smartquotes=False))
        if o.is_right and asked.because:
            parts += [nodes.Text(" ")] if o.message else []
            parts += self.state.inline_text(asked.because, self.lineno)[0]
        return answer("", "", *parts, right=o.is_right)


def label(o):
    """Return the text of an answer, as elements."""
    return [nodes.literal("", o.text) if o.is_code else nodes.Text(o.text)]


def add_printed(app, doctree):
    """Put the right answers at the end of a page, where paper shows them."""
    asked = list(doctree.findall(question))
    if asked:
        right = [next(a for a in q.findall(answer) if a["right"]) for q in asked]
        paragraphs = (nodes.paragraph("", "", *a.deepcopy().children) for a in right)
        items = [nodes.list_item("", paragraph) for paragraph in paragraphs]
        last = list(doctree.findall(nodes.section))[0]
        last += printed("", "", nodes.enumerated_list("", *items))


def add_names(app, pagename, templatename, context, doctree):
    """Hand the names of all questions to the page on which readers see their work."""
    found = app.env.metadata.items()
    context["questions"] = {page: data.get("questions", []) for page, data in found}


def visit_question(self, node):
    """Begin a question; the script of the page adds a button and what it says."""
    key, words = node["key"], f"question-{node['number']}"
    self.body.append(
        f'<div class="question" data-question="{key}">\n'
        f'<fieldset aria-describedby="{words}">\n'
        f"<legend>Question {node['number']}</legend>\n"
        f'<div id="{words}">\n'  # up to the answers
    )


def visit_choice(self, node):
    """Begin an answer to choose."""
    place = node.parent.parent
    self.body.append(f'<label><input type="radio" name="{place["key"]}"> <span>')


def visit_answers(self, node):
    """Begin the answers, closed; a script shows the one that was chosen instead."""
    self.body.append("<details><summary>Answer</summary>\n<ul>\n")


def visit_answer(self, node):
    """Begin what is said to an answer."""
    self.body.append("<li data-right>" if node["right"] else "<li>")


def ended(html):
    """Return the visitor that ends an element with some HTML."""
    return lambda self, node: self.body.append(html)


def setup(app):
    """Add the directive, its elements and the script of pages that have questions."""
    app.add_directive("question", QuestionDirective)
    begun = ended('</div>\n<div class="options">\n')
    app.add_node(question, html=(visit_question, ended("</fieldset>\n</div>\n")))
    app.add_node(choices, html=(begun, ended("</div>\n")))
    app.add_node(choice, html=(visit_choice, ended("</span></label>\n")))
    app.add_node(answers, html=(visit_answers, ended("</ul>\n</details>\n")))
    app.add_node(answer, html=(visit_answer, ended("</li>\n")))
    begun = ended('<div class="printed-answers">\n<p class="rubric">Answers</p>\n')
    app.add_node(printed, html=(begun, ended("</div>\n")))
    app.connect("doctree-read", add_printed)
    app.connect("html-page-context", add_names)
    app.add_js_file("questions.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
