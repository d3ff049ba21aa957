using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Unified.Definition;
using Unified.Plans;
using Unified.Serving.Api;
using Unified.Serving.Tests.Fixtures;
using Unified.Types;

namespace Unified.Serving.Tests.Api;

public sealed record ReservedTotal(string From, string To, string Limit, string Order, string Require, string? Null, long N);

/// <summary>Keys that are named as the parameters of the API are.</summary>
public sealed class ReservedTotals : Job<ReservedTotal>
{
    public override Query<ReservedTotal> Define() =>
        from r in Readings.Source
        group r by new { From = r.Place, To = r.Place, Limit = r.Place, Order = r.Place, Require = r.Place, Null = r.Tag } into g
        select new ReservedTotal(g.Key.From, g.Key.To, g.Key.Limit, g.Key.Order, g.Key.Require, g.Key.Null, g.Count());
}

[TestClass]
public sealed class RowsRequestTests
{
    [TestMethod]
    [DataRow("from", "window")]
    [DataRow("to", "window")]
    [DataRow("limit", "a whole number")]
    [DataRow("order", "'ATL' to order by")]
    [DataRow("require", "'complete'")]
    [DataRow("null", "'ATL' to filter by")]
    public void A_name_of_the_API_that_is_a_key_too_is_never_taken_for_the_key_and_the_refusal_says_how_to_ask_for_it(string name,
        string reason)
    {
        var refused = Refused(new ReservedTotals(), $"{name}=ATL");
        Assert.Contains(reason, refused);
        Assert.Contains($"key.{name}", refused);
        var filter = Parse(new ReservedTotals(), $"key.{name}=ATL&key.{name}=ORD&limit=7").Filters.Single();
        Assert.AreEqual($"{name} ATL ORD", $"{filter.Column.Field.Name} {string.Join(' ', filter.Values)}");
        Assert.DoesNotContain("key.", Refused(new TagTotals(), $"{name}=ATL"), "no key is named so");
    }

    [TestMethod]
    [DataRow("from=2001-04-01")]
    [DataRow("to=2001-04-01")]
    [DataRow("limit=7")]
    [DataRow("order=-total")]
    [DataRow("require=complete")]
    [DataRow("null=p")]
    [DataRow("place=ATL")]
    [DataRow("key.place=ATL")]
    public void Every_parameter_changes_what_is_asked(string query) =>
        Assert.AreNotEqual(Text(Parse(new PlaceHours(), "")), Text(Parse(new PlaceHours(), query)));

    [TestMethod]
    [DataRow("require=", "'require'")]
    [DataRow("require", "'require'")]
    [DataRow("require=complete&require=complete", "'require'")]
    [DataRow("order=", "'order'")]
    [DataRow("order=,", "'order'")]
    [DataRow("order=total,-total", "'order'")]
    [DataRow("limit=", "'limit'")]
    [DataRow("limit=1&limit=2", "'limit'")]
    [DataRow("from=", "'from'")]
    [DataRow("from=2001-04-01&from=2001-04-02", "'from'")]
    [DataRow("null=", "''")]
    [DataRow("FROM=2001-04-01", "'FROM'")]
    [DataRow("key.=ATL", "''")]
    [DataRow("key.total=1", "'total'")]
    public void What_would_have_no_effect_or_only_a_part_of_it_is_refused(string query, string names) =>
        Assert.Contains(names, Refused(new PlaceHours(), query));

    [TestMethod]
    public void A_key_may_be_named_both_ways_at_once_and_with_null()
    {
        var filter = Parse(new PlaceHours(), "p=a&key.p=b&null=p").Filters.Single();
        Assert.AreEqual("a b True", string.Join(' ', [.. filter.Values, filter.OrNull]));
    }

    [TestMethod]
    public void Whatever_the_order_every_key_is_in_it_so_that_equal_requests_give_equal_pages()
    {
        foreach (var order in new[] { "-total", "total,-p", "day", "-day,place,p", "mean,mean_amount" })
        {
            var request = Parse(new PlaceHours(), "order=" + order);
            CollectionAssert.IsSubsetOf(new[] { "place", "p", "day" }, request.Order.Terms.Select(o => o.Field.Name).ToArray(), order);
            CollectionAssert.AllItemsAreUnique(request.Order.Terms.Select(o => o.Field.Name).ToArray(), order);
            CollectionAssert.AreEqual(
                order.Split(',', StringSplitOptions.RemoveEmptyEntries),
                    request.Order.Terms.Select(o => (o.Descending ? "-" : "") + o.Field.Name)
                    .Take(order.Split(',', StringSplitOptions.RemoveEmptyEntries).Length).ToArray());
        }
    }

    private static RowsRequest Parse(Job job, string query)
    {
        var request = RowsRequest.Parse(JobPlan.Create(job), new QueryCollection(QueryHelpers.ParseQuery(query)), out var problem);
        Assert.IsNull(problem, query);
        return request!;
    }

    private static string Refused(Job job, string query)
    {
        Assert.IsNull(RowsRequest.Parse(JobPlan.Create(job), new QueryCollection(QueryHelpers.ParseQuery(query)), out var problem), query);
        return ((ProblemHttpResult)problem!).ProblemDetails.Detail!;
    }

    private static string Text(RowsRequest request) => string.Join(' ', [
        .. request.Filters.Select(f => $"{f.Column.Field.Name} in {string.Join(',', f.Values)} {f.OrNull}"),
            $"{request.From} {request.To} {request.Limit}",
        .. request.Order.Terms.Select(o => $"{o.Field.Name} {o.Descending}"), $"{request.RequireComplete}"]);
}
