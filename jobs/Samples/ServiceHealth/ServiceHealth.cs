using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>Errors and latencies of a service, for every minute, every hour and every day.</summary>
/// <param name="Service">The service.</param>
/// <param name="Start">The window's start, in UTC.</param>
/// <param name="Length">A minute, an hour or a day.</param>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Errors">Of them, those with a status of 500 and more.</param>
/// <param name="ErrorRate">Their share, 0 to 1.</param>
/// <param name="P50">Half of the requests took no longer, in milliseconds.</param>
/// <param name="P95">Of 100 requests 95 took no longer.</param>
/// <param name="P99">Of 100 requests 99 took no longer.</param>
public sealed record ServiceSpan(
    string Service, DateTime Start, TimeSpan Length, long Requests, long Errors, double ErrorRate, double P50, double P95, double P99);

/// <inheritdoc cref="ServiceSpan"/>
public sealed class ServiceHealth : Job<ServiceSpan>
{
    public override Query<ServiceSpan> Define() =>
        from r in Requests.Source
        where r.Http.Route != "/health" // probes are no users
        group r by new
        {
            Service = r.Service.Name,
            W = Window.Each(r.At, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1)),
        } into g
        select new ServiceSpan(
            g.Key.Service, g.Key.W.Start, g.Key.W.Length, g.Count(), g.Count(r => r.Http.StatusCode >= 500),
            g.Count(r => r.Http.StatusCode >= 500) / (double)g.Count(),
            g.Median(r => r.DurationMs), g.Quantile(r => r.DurationMs, 0.95), g.Quantile(r => r.DurationMs, 0.99));
}
