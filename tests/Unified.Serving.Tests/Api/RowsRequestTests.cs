using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Unified.Definition;
using Unified.Logical;
using Unified.Serving.Api;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Api;

public sealed record FromTotal(string From, string Limit, long N);

/// <summary>Keys that are named as the parameters of the API are.</summary>
public sealed class FromTotals : Job<FromTotal>
{
    public override Query<FromTotal> Define() =>
        from r in Readings.Source
        group r by new { From = r.Place, Limit = r.Place } into g
        select new FromTotal(g.Key.From, g.Key.Limit, g.Count());
}

[TestClass]
public sealed class RowsRequestTests
{
    [TestMethod]
    public void A_key_that_is_named_as_a_parameter_is_asked_for_by_its_full_name()
    {
        var request = Parse(new FromTotals(), "key.from=ATL&key.limit=ORD&limit=7&from=anything");
        Assert.AreEqual("from=ATL limit=ORD", string.Join(' ', request.Filters.Select(f => $"{f.Column.Field.Name}={f.Values.Single()}").Order(StringComparer.Ordinal)));
        Assert.AreEqual((7, null, null), (request.Limit, request.From, request.To));
    }

    [TestMethod]
    public void Whatever_the_order_every_key_is_in_it_so_that_equal_requests_give_equal_pages()
    {
        foreach (var order in new[] { "", "-total", "total,-p", "day", "-day,place,p", "mean,mean_amount" })
        {
            var request = Parse(new PlaceHours(), "order=" + order);
            CollectionAssert.IsSubsetOf(new[] { "place", "p", "day" }, request.Order.Select(o => o.Column.Field.Name).ToArray(), order);
            CollectionAssert.AllItemsAreUnique(request.Order.Select(o => o.Column.Field.Name).ToArray(), order);
            CollectionAssert.AreEqual(
                order.Split(',', StringSplitOptions.RemoveEmptyEntries), request.Order.Select(o => (o.Descending ? "-" : "") + o.Column.Field.Name).Take(order.Split(',', StringSplitOptions.RemoveEmptyEntries).Length).ToArray());
        }
    }

    private static RowsRequest Parse(Job job, string query)
    {
        var request = RowsRequest.Parse(JobPlan.Create(job), new QueryCollection(QueryHelpers.ParseQuery(query)), out var problem);
        Assert.IsNull(problem, query);
        return request!;
    }
}
