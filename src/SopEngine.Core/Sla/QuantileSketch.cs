using System.Numerics;

namespace SopEngine.Core.Sla;

/// <summary>
/// The distribution of values, in little room: counts of values in buckets whose bounds grow by a fixed ratio (the idea of DDSketch, Masson
/// and others, VLDB 2019). Sketches add up exactly: days make weeks and months, in any order, as if all values had been put into one.
/// </summary>
public sealed class QuantileSketch
{
    /// <summary>The greatest error of a quantile, as a share of the true value.</summary>
    public const double RelativeError = 0.02;

    /// <summary>Values up to this count as this one. The unit is the caller's: a second, a thousandth of the limit.</summary>
    public const double Least = 1;

    /// <summary>Values above this count as this one.</summary>
    public const double Most = 1e12;

    private const double Ratio = (1 + RelativeError) / (1 - RelativeError);

    private static readonly double LogRatio = Math.Log(Ratio);

    private static readonly int LastBucket = Bucket(Most);

    private int[] _counts = [];

    /// <summary>The number of values.</summary>
    public long Count { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <exception cref="ArgumentOutOfRangeException">The value is negative or no number.</exception>
    /// <param name="times">How often; a negative number takes values away that are in the sketch, or will be added.</param>
    public void Add(double value, int times = 1)
    {
        if (!(value >= 0)) throw new ArgumentOutOfRangeException(nameof(value), value, "Not negative.");
        Add(Bucket(value), times);
    }

    public void Add(QuantileSketch other)
    {
        // If all of them together fit into an int, none of them overflows.
        var count = checked((int)(Count + other.Count));
        if (_counts.Length < other._counts.Length) Array.Resize(ref _counts, other._counts.Length);
        var more = other._counts.AsSpan();
        var sums = _counts.AsSpan(0, more.Length);
        var bucket = 0;
        for (; bucket <= more.Length - Vector<int>.Count; bucket += Vector<int>.Count)
            (new Vector<int>(sums[bucket..]) + new Vector<int>(more[bucket..])).CopyTo(sums[bucket..]);
        for (; bucket < more.Length; bucket++) sums[bucket] += more[bucket];
        Count = count;
    }

    /// <summary>Adds a sketch that <see cref="Pack"/> gave.</summary>
    /// <exception cref="FormatException">The bytes are no packed sketch.</exception>
    public void Add(ReadOnlySpan<byte> packed)
    {
        for (var (at, bucket) = (0, 0); at < packed.Length;)
        {
            bucket += Read(packed, ref at);
            if (bucket > LastBucket) throw new FormatException("No sketch.");
            Add(bucket, Read(packed, ref at));
        }
    }

    /// <summary>
    /// The buckets that are not empty, in ascending order: the distance from the one before, and the number of values, seven bits a byte,
    /// the lowest first, all but the last with the eighth bit set. Equal sketches give equal bytes.
    /// </summary>
    public byte[] Pack()
    {
        var packed = new List<byte>();
        var last = 0;
        foreach (var (bucket, count) in _counts.Index().Where(bucket => bucket.Item > 0))
        {
            Write(packed, bucket - last);
            Write(packed, count);
            last = bucket;
        }

        return [.. packed];
    }

    /// <summary>The value that this share of the values does not exceed; null when there are none.</summary>
    /// <param name="share">From 0 to 1: 0.5 is the median.</param>
    public double? Quantile(double share)
    {
        if (IsEmpty) return null;

        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var bucket = -1;
        for (long seen = 0; seen < rank;) seen += _counts[++bucket];
        return bucket == 0 ? Least : 2 * Math.Pow(Ratio, bucket) / (Ratio + 1);
    }

    /// <summary>Bucket 0 ends at <see cref="Least"/>, bucket n at <see cref="Ratio"/> to the power of n.</summary>
    private static int Bucket(double value) => value <= Least ? 0 : (int)Math.Ceiling(Math.Log(Math.Min(value, Most)) / LogRatio);

    private void Add(int bucket, int count)
    {
        if (count == 0) return;
        if (bucket >= _counts.Length) Array.Resize(ref _counts, Math.Max(bucket + 1, Math.Min(2 * _counts.Length, 256)));
        _counts[bucket] = checked(_counts[bucket] + count);
        Count += count;
    }

    private static void Write(List<byte> packed, int number)
    {
        for (; number >= 0x80; number >>= 7) packed.Add((byte)(number | 0x80));
        packed.Add((byte)number);
    }

    /// <summary>Most numbers take one byte: dashboards spend their time here.</summary>
    private static int Read(ReadOnlySpan<byte> packed, ref int at) =>
        at < packed.Length && packed[at] < 0x80 ? packed[at++] : ReadLong(packed, ref at);

    private static int ReadLong(ReadOnlySpan<byte> packed, ref int at)
    {
        var number = 0;
        for (var shift = 0; shift < 32 && at < packed.Length; shift += 7)
        {
            var part = packed[at++];
            number |= (part & 0x7F) << shift;
            if (part < 0x80) return number >= 0 ? number : throw new FormatException("No sketch.");
        }

        throw new FormatException("No sketch.");
    }
}
