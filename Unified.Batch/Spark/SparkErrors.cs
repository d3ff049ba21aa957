using Grpc.Core;
using Unified.Errors;

namespace Unified.Batch.Spark;

/// <summary>Errors as Unified raises them: what was asked of which server, what it said, and who can act.</summary>
internal static class SparkErrors
{
    private const int LongestText = 1000;

    /// <summary>How long the server is asked for more about an error.</summary>
    private static readonly TimeSpan DetailsLimit = TimeSpan.FromSeconds(10);

    /// <param name="connection">The server.</param>
    /// <param name="handle">The session; null before there is one.</param>
    /// <param name="what">What was asked, as <see cref="Asked"/>.</param>
    /// <param name="error">How it ended.</param>
    public static async Task<UnifiedException> MapAsync(
        SparkConnection connection, SparkHandle? handle, Asked what, RpcException error)
    {
        var at = $"Spark at {connection.Remote}";
        if (!SparkError.TryRead(error, out var said)) { return OfGrpc(at, what, error); }
        if (SparkFaults.Of(error) is SparkFault.SessionLost or SparkFault.OperationLost)
        {
            return new TransientException($"{at} lost the {what.Name} again and again ({Head(said.Text)}). Look in the server's log why it "
                + $"ends, and try again. {what}", error);
        }

        using var limit = new CancellationTokenSource(DetailsLimit, connection.Time);
        var report = handle is null ? new ErrorReport([said], "")
            : await ErrorReport.FetchAsync(connection, handle, said, limit.Token).ConfigureAwait(false);
        return Map(at, what, report, error);
    }

    /// <summary>An error as a line of the log.</summary>
    public static string Line(Exception error) => Head((error is RpcException said ? said.Status.Detail : error.Message).Split('\n')[0]);

    private static string Head(string text)
    {
        text = text.Trim();
        return text.Length > LongestText ? text[..LongestText] + " ..." : text;
    }

    private static UnifiedException Map(string at, Asked what, ErrorReport report, RpcException error)
    {
        // What fails inside a task that writes files is wrapped: the reason is further down.
        foreach (var link in report.Chain)
        {
            if (SparkErrorClasses.IsValue(link))
            {
                return new SparkDataException($"{at} cannot compute the {what.Name}: {Named(link)}. The data holds a value that the "
                    + $"definition cannot compute with: guard it there, or correct the data. {what}", link, error);
            }

            if (SparkErrorClasses.IsFile(link))
            {
                return new SparkDataException($"{at} cannot read the files of the {what.Name}: {Named(link)}. Check that every host of "
                    + $"Spark sees them under this path, and that they are whole. {what}", link, error);
            }

            if (SparkErrorClasses.IsSetting(link))
            {
                return new SparkDataException($"{at} refuses a setting of its sessions: {Named(link)}. Correct it, or leave it out. {what}",
                    link, error);
            }

            if (SparkErrorClasses.Passes(link))
            {
                return new TransientException($"{at} has not ended the {what.Name}: {Named(link)}. It may be tried again; where that "
                    + $"repeats, give Spark's executors more memory or disk, or compute less at once. {what}", error);
            }
        }

        var place = report.Place.Length == 0 ? "" : $" at {report.Place}";
        return new InternalException($"{at} refused the {what.Name}: {Named(report.Root)} ({report.Root.JavaClass}{place}). {what}", error);
    }

    private static UnifiedException OfGrpc(string at, Asked what, RpcException error)
    {
        var text = $"{error.StatusCode}: {Head(error.Status.Detail)}";
        return error.StatusCode switch
        {
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => new TransientException(
                $"{at} refuses who asks ({text}). Check the token and the user_id of its address. {what}", error),
            _ when SparkFaults.IsTooLong(error) => new InternalException(
                $"{at} and this program take messages of {SparkConnection.LongestMessageBytes} bytes at most, and the {what.Name} has a "
                    + $"longer one ({text}). {what}", error),
            _ when SparkFaults.Of(error) == SparkFault.Silent => new TransientException(
                $"{at} did not answer the {what.Name} ({text}). Check that it runs, and that its address is right. {what}", error),
            _ => new InternalException($"{at} refused the {what.Name} ({text}). {what}", error),
        };
    }

    // Spark's text mostly begins with the class and ends with the state, but not always.
    private static string Named(SparkError error)
    {
        var text = Head(error.Text).TrimEnd('.');
        return string.Concat(
            error.Class.Length == 0 || text.Contains(error.MainClass, StringComparison.Ordinal) ? "" : $"[{error.Class}] ",
            text,
            error.SqlState.Length == 0 || text.Contains(error.SqlState, StringComparison.Ordinal) ? "" : $" (SQLSTATE {error.SqlState})");
    }
}
