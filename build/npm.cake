// npm brings what NuGet has not: libchdb (the embedded ClickHouse) for this platform only, and the flights of the demo.

void InstallNpmPackages()
{
    // npm writes this file last, so it is newer than the lock file exactly when an install has finished.
    var done = new FileInfo("node_modules/.package-lock.json");
    var wanted = new FileInfo("package-lock.json");
    if (done.Exists && done.LastWriteTimeUtc >= wanted.LastWriteTimeUtc) { return; }
    Say("restore: npm packages (embedded ClickHouse and the demo's flights, about 200 MB, once)");
    // 'ci' takes exactly what the lock file says and never writes to it.
    string[] install = ["ci", "--no-progress", "--loglevel=error"];
    if (IsRunningOnWindows()) { Run("cmd", ["/c", "npm", .. install]); } else { Run("npm", install); }
}
