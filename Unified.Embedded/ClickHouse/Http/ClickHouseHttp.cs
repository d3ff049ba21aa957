using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse.Http;

/// <summary>ClickHouse's HTTP interface over the engine: what curl and every ClickHouse client speak.</summary>
/// <param name="engine">The engine.</param>
/// <param name="sessions">Its connections.</param>
/// <param name="threads">What statements run on.</param>
/// <param name="callers">Who may ask.</param>
/// <param name="statements">What may be asked; null: everything.</param>
/// <param name="spool">The folder for data on its way in.</param>
/// <param name="time">Clock.</param>
internal sealed class ClickHouseHttp(
    ChdbEngine engine, Sessions sessions, QueryThreads threads, RequestGuard callers, StatementGuard? statements, string spool,
    TimeProvider time)
{
    public async Task HandleAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (RequestGuard.Foreign(request) is { } foreign)
        {
            await WriteTextAsync(response, 403, foreign + "\n").ConfigureAwait(false);
            return;
        }

        if (request.Path == "/ping" || (request.Path == "/" && HttpMethods.IsGet(request.Method) && !request.QueryString.HasValue))
        {
            await WriteTextAsync(response, 200, "Ok.\n").ConfigureAwait(false);
            return;
        }

        if (request.Path != "/")
        {
            await WriteTextAsync(response, 404, $"There is no handle {request.Path}. Use / or /ping.\n").ConfigureAwait(false);
            return;
        }

        response.Headers["X-ClickHouse-Timezone"] = "UTC";
        response.Headers["X-ClickHouse-Server-Display-Name"] = "embedded";
        try
        {
            callers.Require(request);
            var options = await RequestOptions.OfAsync(request, context.RequestAborted).ConfigureAwait(false);
            response.Headers["X-ClickHouse-Query-Id"] = options.QueryId;
            await RunAsync(request, response, options, context.RequestAborted).ConfigureAwait(false);
        }
        catch (ChdbException error)
        {
            await WriteErrorAsync(response, ExceptionStatus.Of(error.Code), error).ConfigureAwait(false);
        }
        catch (Exception error) when (!response.HasStarted
            && error is BadHttpRequestException or InvalidDataException or ZstdSharp.ZstdException)
        {
            // The client broke off, or its compressed body is damaged.
            var text = new ChdbException(33, "CANNOT_READ_ALL_DATA", "The body of the request cannot be read: " + error.Message);
            await WriteErrorAsync(response, 400, text).ConfigureAwait(false);
        }
        catch (IOException error) when (!response.HasStarted)
        {
            // The disk under the spool is full, most likely.
            await WriteErrorAsync(response, 500, new ChdbException(1001, "STD_EXCEPTION", error.Message)).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(HttpRequest request, HttpResponse response, RequestOptions options, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var body = await RequestBody.OpenAsync(request, options, cancellation).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var shape = StatementShape.Of(body.Head);
            if (shape.TakesData)
            {
                statements?.Require(body.Head.AsSpan(0, shape.DataAt), options);
            }

            using var data = shape.TakesData
                ? await SpooledData.WriteAsync(spool, body.Head.AsMemory(shape.DataAt), body.Rest, cancellation).ConfigureAwait(false)
                : null;
            var statement = data is null
                ? await body.ReadAllAsync(cancellation).ConfigureAwait(false)
                : shape.ReadingFrom(data.Path, body.Compression, body.Head);
            if (data is null)
            {
                shape = StatementShape.Of(statement);
                statements?.Require(statement, options);
            }

            if (shape.HasSecond)
            {
                throw new ChdbException(62, "SYNTAX_ERROR",
                    "Syntax error (Multi-statements are not allowed): send one statement a request");
            }

            if (shape.WaitsForFiles && !engine.RemovesDroppedTables)
            {
                throw new ChdbException(48, "NOT_IMPLEMENTED", $"libchdb {engine.Version} would wait for ever: leave SYNC out, or " +
                    $"install {ChdbPackage.Name} 26.7 or later");
            }

            using var result = await EndingWithCallerAsync(threads.RunAsync(
                () => sessions.Run(options, c => Query(c, statement, options, data)), cancellation), options, cancellation)
                .ConfigureAwait(false);
            var format = shape.TakesData ? options.DefaultFormat : shape.Format ?? options.DefaultFormat;
            await AnswerAsync(response, result, format, time.GetElapsedTime(started), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A statement that nobody waits for any more is ended, where that was asked for.</summary>
    private async Task<ChdbResult> EndingWithCallerAsync(
        Task<ChdbResult> running, RequestOptions options, CancellationToken cancellation)
    {
        if (options.EndsWithCaller)
        {
            await Task.WhenAny(running, Task.Delay(Timeout.InfiniteTimeSpan, cancellation)).ConfigureAwait(false);
            while (!running.IsCompleted)
            {
                // Again and again: it may be about to begin.
                await Task.Run(() => End(options.QueryId), CancellationToken.None).ConfigureAwait(false);
                await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(100), time, CancellationToken.None)).ConfigureAwait(false);
            }
        }

        return await running.ConfigureAwait(false);
    }

    private void End(string comment)
    {
        using var connection = engine.Open();
        connection.Execute($"KILL QUERY WHERE Settings['log_comment'] = {SqlText.Value(comment)} ASYNC");
    }

    private static ChdbResult Query(ChdbConnection connection, byte[] statement, RequestOptions options, SpooledData? data)
    {
        try
        {
            return connection.Query(statement, options.DefaultFormat, options.Parameters);
        }
        catch (ChdbException error) when (data is not null && error.Message.Contains(data.Path, StringComparison.Ordinal))
        {
            // Nobody outside knows that file.
            throw new ChdbException(error.Message.Replace("file/uri " + data.Path, "the data of the request", StringComparison.Ordinal));
        }
    }

    private static async Task AnswerAsync(HttpResponse response, ChdbResult result, string format, TimeSpan elapsed,
        CancellationToken cancellation)
    {
        response.Headers["X-ClickHouse-Format"] = format;
        response.Headers["X-ClickHouse-Summary"] = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"read_rows\":\"{result.RowsRead}\",\"read_bytes\":\"{result.BytesRead}\","
            + $"\"written_rows\":\"{result.RowsWritten}\",\"written_bytes\":\"{result.BytesWritten}\","
            + $"\"elapsed_ns\":\"{elapsed.Ticks * 100}\"}}");
        response.ContentType = ContentTypes.Of(format);
        response.ContentLength = result.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            using var bytes = result.OpenRead();
            await bytes.CopyToAsync(response.Body, 1 << 17, cancellation).ConfigureAwait(false);
        }
    }

    private Task WriteErrorAsync(HttpResponse response, int status, ChdbException error)
    {
        response.Headers["X-ClickHouse-Exception-Code"] = error.Code.ToString(CultureInfo.InvariantCulture);
        var version = error.Message.Contains(" (version ", StringComparison.Ordinal) ? "" : $" (version {engine.Version})";
        return WriteTextAsync(response, status, error.Message + version + "\n");
    }

    private static Task WriteTextAsync(HttpResponse response, int status, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=UTF-8";
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes).AsTask();
    }
}
