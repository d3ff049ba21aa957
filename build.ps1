# The one door to the build: ./build.ps1 [target] [args...]   (no target: help). build.sh is its twin.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Stop-Build([string[]] $Lines) {
  foreach ($line in $Lines) { [Console]::Error.WriteLine("build: $line") }
  exit 1
}

$dotnetHelp = 'Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again.'
$nodeHelp = 'Install it from https://nodejs.org and run this again.'
if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
  Stop-Build "'dotnet' is not on the PATH. Unified needs .NET SDK 10.", $dotnetHelp
}
$sdks = dotnet --list-sdks | ForEach-Object { ($_ -split ' ')[0] }
if (-not ($sdks -match '^10\.')) { Stop-Build "no .NET SDK 10 here; found: $sdks", $dotnetHelp }
if (-not (Get-Command node -ErrorAction SilentlyContinue) -or -not (Get-Command npm -ErrorAction SilentlyContinue)) {
  Stop-Build "'node' and 'npm' are not both on the PATH. Unified needs Node 20 or newer.", $nodeHelp
}
$nodeVersion = node --version
if ([int](($nodeVersion.TrimStart('v') -split '\.')[0]) -lt 20) {
  Stop-Build "Node $nodeVersion is too old; Unified needs Node 20 or newer.", $nodeHelp
}

$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$restored = dotnet tool restore
if ($LASTEXITCODE -ne 0) { Stop-Build "'dotnet tool restore' failed:", "$restored" }

$target = if ($args.Count -gt 0) { $args[0] } else { 'help' }
# Cake has options of its own (--help, --verbosity ...), so the rest travels beside its command line, each argument ended
# by a unit separator.
$env:UNIFIED_ARGS = -join ($args | Select-Object -Skip 1 | ForEach-Object { "$_" + [char] 0x1f })
dotnet cake build.cake "--target=$target" --verbosity=quiet
exit $LASTEXITCODE
