namespace Unified.Demo.Data;

/// <summary>A flight in 16 bytes: seconds since 1970 and the numbers of its airports in <see cref="FlightTable.Airports"/>.</summary>
internal readonly record struct FlightRow(int Seconds, ushort Origin, ushort Destination, int Delay, int Distance)
{
    public DateTime Date => DateTime.UnixEpoch.AddSeconds(Seconds);
}
