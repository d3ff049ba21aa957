using System.Globalization;
using Grpc.Core;
using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Spark;

/// <summary>All that the server knows of an error, asked for when it ends a query.</summary>
/// <param name="Chain">The error and what caused it, the outermost first; at least one.</param>
/// <param name="Place">Where it was thrown: the first line of the stack; empty when that is not known.</param>
internal sealed record ErrorReport(IReadOnlyList<SparkError> Chain, string Place)
{
    public SparkError Root => Chain[0];

    /// <summary>Asks the server, which answers once for each error. Where it does not, what came with the error has to do.</summary>
    public static async Task<ErrorReport> FetchAsync(
        SparkConnection connection, SparkHandle handle, SparkError error, CancellationToken cancellation)
    {
        try
        {
            var request = new FetchErrorDetailsRequest
            {
                SessionId = handle.Id,
                UserContext = handle.User,
                ErrorId = error.Id,
                ClientType = SparkHandle.ClientType,
            };
            var answer = error.Id.Length == 0 ? new FetchErrorDetailsResponse()
                : await connection.AskAsync((s, o) => s.FetchErrorDetailsAsync(request, o), cancellation).ConfigureAwait(false);
            return answer.HasRootErrorIdx && answer.RootErrorIdx < answer.Errors.Count ? Of(answer, error) : new ErrorReport([error], "");
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            return new ErrorReport([error], "");
        }
    }

    private static ErrorReport Of(FetchErrorDetailsResponse answer, SparkError error)
    {
        var chain = new List<SparkError>();
        for (int? at = answer.RootErrorIdx; at >= 0 && at < answer.Errors.Count && chain.Count < answer.Errors.Count;)
        {
            var link = answer.Errors[at.Value];
            chain.Add(new SparkError(link.SparkThrowable?.ErrorClass ?? "", link.SparkThrowable?.SqlState ?? "",
                link.ErrorTypeHierarchy.FirstOrDefault() ?? error.JavaClass, link.Message, error.Id));
            at = link.HasCauseIdx ? link.CauseIdx : null;
        }

        return new ErrorReport(chain, answer.Errors[answer.RootErrorIdx].StackTrace.FirstOrDefault() is { } first
            ? string.Create(CultureInfo.InvariantCulture, $"{first.DeclaringClass}.{first.MethodName}:{first.LineNumber}") : "");
    }
}
