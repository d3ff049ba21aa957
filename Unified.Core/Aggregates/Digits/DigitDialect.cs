using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>
/// The few things that an engine must say to compute with whole numbers without limits: lists of digits of 20 bits, lowest first, in signed
/// integers of 128 bits.
/// </summary>
internal abstract class DigitDialect
{
    /// <summary>The dialect of an engine.</summary>
    /// <exception cref="Errors.DefinitionException">UNI0090: it has none.</exception>
    public static DigitDialect Of(SqlEngine engine, string what) => engine == SqlEngine.ClickHouse ? ClickHouseDigits.Instance
        : engine == SqlEngine.DuckDb ? DuckDbDigits.Instance : throw engine.Refuse(what);

    /// <summary>A name for a value: written twice it would be computed twice.</summary>
    public abstract string Let(string name, string value, string body);

    public abstract string Tuple(params IReadOnlyList<string> items);

    /// <summary>An item of a tuple, from 1.</summary>
    public abstract string Item(string tuple, int number);

    /// <summary>
    /// The limbs of a map from the lowest to the highest, as (lowest place, values); without counts of what is not finite.
    /// </summary>
    public abstract string Dense(string limbs);

    /// <summary>How often a place of the map was counted.</summary>
    public abstract string Count(string limbs, int place);

    /// <summary>Each of a list; <paramref name="body"/> calls it <paramref name="name"/>.</summary>
    public abstract string Each(string list, string name, string body);

    /// <summary>Two lists of one length together; <paramref name="body"/> is of an item of each.</summary>
    public abstract string Both(string left, string right, Func<string, string, string> body);

    /// <summary>
    /// Along a list: (one digit an item, what is left at the end). Both are of what was left so far, and of the item.
    /// </summary>
    public abstract string Fold(string list, Func<string, string, string> digit, Func<string, string, string> left);

    public abstract string Concat(params IReadOnlyList<string> lists);

    public abstract string Zeros(string count);

    /// <summary>A part of a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="from">Its first place, from 1.</param>
    /// <param name="length">At least 0.</param>
    public abstract string Slice(string list, string from, string length);

    public abstract string Reverse(string list);

    public abstract string Length(string list);

    public abstract string Sum(string list);

    /// <summary>1 and on, below <paramref name="end"/>.</summary>
    public abstract string Range(string end);

    /// <summary>The place of the first, or last, that is not zero; 0 when all are.</summary>
    public abstract string Significant(string list, bool last);

    public abstract string If(string condition, string then, string otherwise);

    /// <summary>The quotient of numbers that are not negative.</summary>
    public abstract string Quotient(string number, string divisor);

    /// <summary>The lowest 20 bits, of a negative number too.</summary>
    public abstract string Low(string number);

    /// <summary>An integer as one of 128 bits.</summary>
    public abstract string Wide(string number);

    /// <summary>The nearest double of an integer of 128 bits.</summary>
    public abstract string Nearest(string number);

    /// <summary>A power of two that is a normal double.</summary>
    public abstract string Power(string exponent);

    /// <summary>A double from its text.</summary>
    public abstract string Double(string literal);
}
