; Inno Setup makes a Windows installer of the folder that `py run.py bundle` left in dist. Not tried by us yet.
;   iscc /DRelease=0.1.0 resources\installers\eligo.iss

[Setup]
AppId=org.eligo.Eligo
AppName=Eligo
AppVersion={#Release}
AppPublisher=The Eligo team
DefaultDirName={autopf}\Eligo
DefaultGroupName=Eligo
; Whoever may not install for everybody installs for themselves.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible arm64
ArchitecturesInstallIn64BitMode=x64compatible arm64
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=eligo-{#Release}-setup
Compression=lzma2
SolidCompression=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[Files]
Source: "..\..\dist\eligo\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Eligo"; Filename: "{app}\eligo-window.exe"
Name: "{autodesktop}\Eligo"; Filename: "{app}\eligo-window.exe"; Tasks: desktop

[Tasks]
Name: desktop; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
