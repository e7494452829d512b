; Inno Setup 6: iscc assets\packages\windows\zhanggui.iss, after cargo build --release on Windows.
[Setup]
AppId=zhanggui
AppName=掌柜 Zhanggui
AppVersion=0.1.0
DefaultDirName={autopf}\Zhanggui
DefaultGroupName=掌柜 Zhanggui
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
SetupIconFile=..\..\icons\icon.ico
UninstallDisplayIcon={app}\zhanggui.exe
LicenseFile=..\..\..\LICENSE
OutputDir=..\..\..\target\packages
OutputBaseFilename=zhanggui-setup
; The shop itself lies in the owner's data folder: taking the program away leaves it where it is.

[Files]
Source: "..\..\..\target\release\zhanggui.exe"; DestDir: "{app}"; Flags: ignoreversion
Source: "zhanggui.exe.manifest"; DestDir: "{app}"; Flags: ignoreversion
Source: "..\..\icons\icon.ico"; DestDir: "{app}"; Flags: ignoreversion
Source: "..\..\licences.txt"; DestDir: "{app}"; Flags: ignoreversion

[Icons]
Name: "{group}\掌柜 Zhanggui"; Filename: "{app}\zhanggui.exe"; IconFilename: "{app}\icon.ico"
Name: "{group}\掌柜 练习店"; Filename: "{app}\zhanggui.exe"; Parameters: "demo"; IconFilename: "{app}\icon.ico"

[Run]
Filename: "{app}\zhanggui.exe"; Flags: nowait postinstall skipifsilent
