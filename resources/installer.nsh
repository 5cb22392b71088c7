; Links of the form latchkey://… open the app from the moment it is installed, not from its first start on; and they stop
; doing so when it is gone. For this person only: SHCTX is HKEY_CURRENT_USER in an installation per user.
!macro customInstall
  DeleteRegKey SHCTX "Software\Classes\latchkey"
  WriteRegStr SHCTX "Software\Classes\latchkey" "" "URL:Latchkey invite"
  WriteRegStr SHCTX "Software\Classes\latchkey" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\latchkey\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHCTX "Software\Classes\latchkey\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  ; The task that renews keys while the app is closed, if the person wanted it; updates keep it.
  ${ifNot} ${isUpdated}
    nsExec::Exec '"$SYSDIR\schtasks.exe" /Delete /TN "\Latchkey\Renew keys" /F'
    Pop $0
  ${endIf}
  DeleteRegKey SHCTX "Software\Classes\latchkey"
!macroend
