using Apache.Arrow;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.Core.Tests.Columnar;

[TestClass]
public sealed class ColumnWriterTests
{
    [TestMethod]
    public void Values_and_nulls_come_back_and_a_writer_can_be_used_again()
    {
        var (ints, longs, wide, flags, texts) = (ColumnWriter.For(DataType.Int32), ColumnWriter.For(DataType.Timestamp),
            ColumnWriter.For(DataType.Decimal(38, 2)), ColumnWriter.For(DataType.Boolean), ColumnWriter.For(DataType.String));
        for (var round = 0; round < 2; round++)
        {
            ints.Int64(int.MinValue);
            ints.Null();
            Assert.AreEqual(2, ints.Count);
            var i = (Int32Array)ints.Build();
            Assert.AreEqual(int.MinValue, i.GetValue(0));
            Assert.IsNull(i.GetValue(1));

            longs.Int64(long.MaxValue);
            longs.Number(-1L);
            var l = (TimestampArray)longs.Build();
            Assert.AreEqual(long.MaxValue, l.Values[0]);
            Assert.AreEqual(0, l.NullCount);

            wide.Null();
            wide.Int128(Int128.MinValue);
            var d = (Decimal128Array)wide.Build();
            Assert.IsTrue(d.IsNull(0));
            Assert.AreEqual(Int128.MinValue, BitConverter.ToInt128(d.ValueBuffer.Span[16..]));

            flags.Boolean(true);
            flags.Null();
            Assert.IsTrue(((BooleanArray)flags.Build()).GetValue(0));

            texts.Text("é😀"u8);
            texts.Null();
            Assert.AreEqual("é😀", ((StringArray)texts.Build()).GetString(0));
        }
    }

    [TestMethod]
    public void Sketches_are_maps_that_keep_their_rows_apart()
    {
        var bins = new BinsColumnWriter();
        bins.Append([KeyValuePair.Create(-3, 7L), KeyValuePair.Create(5, long.MaxValue)]);
        bins.Append([]);
        bins.Append([KeyValuePair.Create(1, 1L)]);
        var map = (MapArray)bins.Build();
        CollectionAssert.AreEqual(new[] { 0, 2, 2, 3 }, map.ValueOffsets.ToArray());
        CollectionAssert.AreEqual(new int?[] { -3, 5, 1 }, ((Int32Array)map.Keys).ToArray());
    }

    [TestMethod]
    public void A_value_of_the_wrong_kind_is_a_bug_that_names_the_writer()
    {
        Assert.ThrowsExactly<InternalException>(() => ColumnWriter.For(DataType.Int64).Number(1));
        Assert.ThrowsExactly<InternalException>(() => ColumnWriter.For(DataType.String).Int64(1));
        Assert.ThrowsExactly<InternalException>(() => ColumnWriter.For(DataType.Boolean).Text("x"u8));
        Assert.ThrowsExactly<InternalException>(() => new BinsColumnWriter().Null());
        Assert.ThrowsExactly<OverflowException>(() => ColumnWriter.For(DataType.Int32).Int64(1L << 31), "never truncated");
    }
}
