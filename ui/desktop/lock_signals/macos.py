"""macOS: notifications of the login window and of the workspace, through the Objective-C runtime. Untested: no Mac here."""

import ctypes

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ui.desktop import objc
from ui.desktop.lock_signals.signals import LockSignals

_SCREEN = ("com.apple.screenIsLocked",)
_WORKSPACE = ("NSWorkspaceWillSleepNotification", "NSWorkspaceSessionDidResignActiveNotification")
_Told = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)  # self, selector, notification


class MacSignals(LockSignals):
    """Observes both notification centres with one small Objective-C object. They call on the main thread.

    The system waits for programs that are told of sleep until they return: locking is done by then.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._told = _Told(lambda _self, _selector, _notification: self.locked.emit())  # must live as long as the class
        self._observer = 0
        self._centres: list[int] = []

    def listen(self, _application: QCoreApplication) -> None:  # pragma: no cover
        if self._observer:
            return
        runtime = objc.runtime()
        made = runtime.objc_allocateClassPair(ctypes.c_void_p(objc.class_of("NSObject")), b"SparekeyLockObserver", 0)
        if not made:
            return
        selector = objc.selector("told:")
        runtime.class_addMethod(ctypes.c_void_p(made), ctypes.c_void_p(selector), self._told, b"v@:@")
        runtime.objc_registerClassPair(ctypes.c_void_p(made))
        self._observer = objc.send(made, "new")
        workspace = objc.send(objc.class_of("NSWorkspace"), "sharedWorkspace")
        self._observe(objc.send(objc.class_of("NSDistributedNotificationCenter"), "defaultCenter"), _SCREEN, selector)
        self._observe(objc.send(workspace, "notificationCenter"), _WORKSPACE, selector)

    def end(self) -> None:
        for centre in self._centres:  # pragma: no cover
            objc.send(centre, "removeObserver:", self._observer)
        self._centres = []

    def _observe(self, centre: int, names: tuple[str, ...], selector: int) -> None:  # pragma: no cover
        for name in names:
            text = objc.text(name)
            objc.send(centre, "addObserver:selector:name:object:", self._observer, selector, text, None)
        self._centres.append(centre)
