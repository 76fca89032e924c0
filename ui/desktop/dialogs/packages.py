"""The packages of an account: pasted as they come, then who else owns them and what their newest release links."""

from functools import partial

from msgspec import structs
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import fact_messages, noting
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import column, row
from ui.desktop.widgets.choices import choice_box
from ui.desktop.widgets.fact_rows import Row
from ui.desktop.widgets.fields import labelled, names_in, text_field
from ui.desktop.widgets.list_frame import ListFrame
from ui.desktop.widgets.package_paste import PackagePaste
from vault import edit, facts
from vault.model import Answer, Now, Package, Vault, printable
from vault.reminders import local_day


class PackagesDialog(ListFrame):
    """Lists the packages, adds many at once, and changes one or all of them."""

    def __init__(self, parent: QWidget, look: Theme, session: Session, account_id: str) -> None:
        super().__init__(
            parent,
            look,
            session,
            account_id,
            topic="packages",
            title="Packages",
            words=words.about(edit.account_of(session.vault, account_id), "packages"),
            rows_of=lambda: list(map(_row, self.account.packages)),
            adding=("Add packages", self.add),
        )
        self._all = self.add_button("The same for all…", self.edit_all, "edit-all")
        self.rows.edit_wanted.connect(self.edit)
        self.rows.remove_wanted.connect(self.remove)
        self.begin()

    def show_list(self) -> None:
        super().show_list()
        self._all.setVisible(len(self.account.packages) > 1)

    def add(self) -> None:
        form = PackagePaste()
        self.show_form(form, "Add packages", partial(self._add, form))

    def edit(self, package_id: str) -> None:
        package = self._package(package_id)
        form = PackageForm(package)
        sentence = words.noted_name(package.name)
        self.show_form(form, printable(package.name), lambda: self.note_in_list(sentence, form.noted, self._account_id))

    def edit_all(self) -> None:
        form = PackageForm(None)
        names = [one.name for one in self.account.packages]
        self.show_form(
            form,
            words.all_packages(len(names)),
            lambda: self.note_in_list(words.noted("packages"), form.noted_of_all, self._account_id),
        )

    def remove(self, package_id: str) -> None:
        sentence = words.removed(self._package(package_id).name)
        if self.note_in_list(sentence, facts.remove_package, self._account_id, package_id):
            self.show_list()

    def _add(self, form: PackagePaste) -> bool:
        if not form.named:
            self.banner.show_message("warning", words.NO_PACKAGES)
            return False
        sentence = words.added_packages(len(form.named))
        return self.note_in_list(sentence, noting.with_packages, self._account_id, form.named)

    def _package(self, package_id: str) -> Package:
        return next(one for one in self.account.packages if one.id == package_id)


class PackageForm(QWidget):
    """What can be said of one package, or of all at once: there, what is left as it is stays."""

    def __init__(self, package: Package | None) -> None:
        super().__init__()
        self._package = package
        known = package or Package(id="", name="")
        as_is = {} if package else {"": words.AS_IT_IS}
        self.role = choice_box("role", {**as_is, **words.ROLES}, known.role if package else "")
        self.has_other = choice_box("other-owner", {**as_is, **words.OTHER_OWNERS}, _other(known) if package else "")
        self.owners = text_field("owners", words.OWNERS)
        self.owners.setText(", ".join(known.owners))
        self.repository = text_field("repository", words.REPOSITORY)
        self.repository.setMaxLength(400)
        self.repository.setText(known.repository)
        self.can_push = choice_box("can-push", {**as_is, **words.CAN_PUSH}, known.can_push if package else "")
        self.publisher = choice_box(
            "publisher", {**as_is, **words.PUBLISHERS}, ("yes" if known.has_publisher else "no") if package else ""
        )
        self.looked = QCheckBox(words.LOOKED_AT_PAGE)
        self.looked.setObjectName("looked")
        others = row(gap=2 * UNIT)
        others.addLayout(labelled("Your role", self.role), 1)
        others.addLayout(labelled("Has it another owner?", self.has_other), 1)
        shows = row(gap=2 * UNIT)
        shows.addLayout(labelled("Can you push there?", self.can_push), 1)
        shows.addLayout(labelled("Released by a trusted publisher?", self.publisher), 1)
        self._owners, self._repository = QWidget(), QWidget()
        self._owners.setLayout(labelled("Who else owns it", self.owners))
        self._repository.setLayout(labelled("Source link of the newest release", self.repository))
        self._repository.setVisible(package is not None)
        self.setLayout(column(others, self._owners, self._repository, shows, self.looked, gap=2 * UNIT))
        self.has_other.currentIndexChanged.connect(lambda _: self._show())
        self.setFocusProxy(self.has_other)
        self._show()

    def noted(self, vault: Vault, account_id: str, *, now: Now) -> Vault:
        """Put what is chosen into a vault. Raises VaultError."""
        assert self._package is not None  # noqa: S101
        said = structs.replace(self._with_answers(self._package, now), repository=self.repository.text().strip())
        return vault if said == self._package else facts.set_package(vault, account_id, said, now=now)

    def noted_of_all(self, vault: Vault, account_id: str, *, now: Now) -> Vault:
        """Put what is chosen into a vault for each package. Raises VaultError."""
        for package in edit.account_of(vault, account_id).packages:
            said = self._with_answers(package, now)
            vault = vault if said == package else facts.set_package(vault, account_id, said, now=now)
        return vault

    def _with_answers(self, package: Package, now: Now) -> Package:
        has_other: Answer = self.has_other.currentData() or package.has_other_owner
        names = tuple(names_in(self.owners.text()))
        if self._package is None:
            names = tuple(dict.fromkeys([*package.owners, *names]))
        publisher = self.publisher.currentData()
        return structs.replace(
            package,
            role=self.role.currentData() or package.role,
            has_other_owner=has_other,
            owners=names if has_other == "yes" else (),
            can_push=self.can_push.currentData() or package.can_push,
            has_publisher=publisher == "yes" if publisher else package.has_publisher,
            checked_on=local_day(now.at) if self.looked.isChecked() else package.checked_on,
        )

    def _show(self) -> None:
        self._owners.setVisible(self.has_other.currentData() == "yes")


def _other(package: Package) -> Answer:
    return "yes" if package.owners else package.has_other_owner


def _row(one: Package) -> Row:
    return Row(one.id, printable(one.name), fact_messages.package_words(one))
