#!/usr/bin/env bash
# The one door to the build: ./build.sh [target] [args...]   (no target: help). build.ps1 is its twin for Windows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

die() { printf 'build: %s\n' "$@" >&2; exit 1; }

command -v dotnet >/dev/null || die "'dotnet' is not on the PATH. Unified needs .NET SDK 10." \
  "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again."
sdks="$(cd / && dotnet --list-sdks)"
grep -q '^10\.' <<<"$sdks" || die "no .NET SDK 10 here; found: $(cut -d' ' -f1 <<<"$sdks" | tr '\n' ' ')" \
  "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again."
command -v node >/dev/null && command -v npm >/dev/null || die \
  "'node' and 'npm' are not both on the PATH. Unified needs Node 20 or newer." \
  "Install it from https://nodejs.org and run this again."
node_version="$(node --version)"
node_major="${node_version#v}"
[ "${node_major%%.*}" -ge 20 ] || die "Node $node_version is too old; Unified needs Node 20 or newer." \
  "Install it from https://nodejs.org and run this again."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
restored="$(dotnet tool restore 2>&1)" || die "'dotnet tool restore' failed:" "$restored"

target="${1:-help}"
[ $# -gt 0 ] && shift
# Cake has options of its own (--help, --verbosity ...), so the rest travels beside its command line, each argument ended
# by a unit separator.
UNIFIED_ARGS=""
for arg in "$@"; do UNIFIED_ARGS+="$arg"$'\x1f'; done
export UNIFIED_ARGS
exec dotnet cake build.cake "--target=$target" --verbosity=quiet
