namespace Unified.Embedded.ClickHouse;

/// <summary>
/// The password of this start, for people and their tools: in the data folder, readable by nobody but the user whose tables they are.
/// </summary>
internal sealed class PasswordFile : IDisposable
{
    public const string Name = "embedded.password";

    /// <summary>How the parent tells the child: a command line shows in process lists.</summary>
    public const string Variable = "UNIFIED_EMBEDDED_PASSWORD";

    private readonly string _file;

    private PasswordFile(string file) => _file = file;

    public static PasswordFile Write(string data, string password)
    {
        var file = Path.Combine(data, Name);
        // One of an earlier start may have other rights.
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var text = new StreamWriter(file, options);
        text.Write(password);
        return new PasswordFile(file);
    }

    public void Dispose() => File.Delete(_file);
}
