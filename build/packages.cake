// The NuGet packages. Which projects are some, and what all of them have, is in build/Package.props.

void Pack(string solution, string folder, string[] extra)
{
    // A package of an earlier version beside the new ones would be taken for one of them.
    if (DirectoryExists(folder)) { DeleteDirectory(folder, new() { Recursive = true, Force = true }); }
    Say($"pack: {folder}");
    Run("dotnet",
    [
        "pack", solution, "--configuration", "Release", "--no-build", "--nologo", "--verbosity", "quiet", "--output", folder, .. extra,
    ]);
    foreach (var package in System.IO.Directory.GetFiles(folder, "*.nupkg").Order(StringComparer.Ordinal))
    {
        Say($"  {System.IO.Path.GetFileName(package)}  {new System.IO.FileInfo(package).Length:N0} bytes");
    }
}
