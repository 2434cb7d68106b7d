using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace SopEngine.Engine.Cases;

/// <summary>
/// Chains a case's history: each event's hash covers the one before, so a row that was changed, removed or slipped in shows.
/// SHA-256 over the previous hash, unit, case and sequence number, the moment in microseconds since 1970, the actor, and the event's text.
/// </summary>
internal static class CaseHash
{
    /// <summary>Stands for the previous hash in the hash of a case's first event.</summary>
    public static readonly byte[] Start = new byte[SHA256.HashSizeInBytes];

    public static byte[] Next(byte[] previous, int unit, long caseId, int seq, Instant at, long? actor, string eventJson)
    {
        const int Fixed = SHA256.HashSizeInBytes + 4 + 8 + 4 + 8 + 8;
        var length = Encoding.UTF8.GetByteCount(eventJson);
        var bytes = new byte[Fixed + length];
        previous.CopyTo(bytes, 0);
        var rest = bytes.AsSpan(SHA256.HashSizeInBytes);
        BinaryPrimitives.WriteInt32BigEndian(rest, unit);
        BinaryPrimitives.WriteInt64BigEndian(rest[4..], caseId);
        BinaryPrimitives.WriteInt32BigEndian(rest[12..], seq);
        BinaryPrimitives.WriteInt64BigEndian(rest[16..], at.ToUnixTimeTicks() / 10);
        BinaryPrimitives.WriteInt64BigEndian(rest[24..], actor ?? 0);
        Encoding.UTF8.GetBytes(eventJson, bytes.AsSpan(Fixed));
        return SHA256.HashData(bytes);
    }
}
