using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Compliance.Model;

namespace Compliance.Keys;

/// <summary>
/// The id of a key ring's backup: a lowercase UUID, version 7. The id itself tells when the backup was started and therefore when it
/// expires, so it expires in time even if no blob of it can be read.
/// </summary>
public readonly record struct KeyBackupId(Guid Value)
{
    const int VersionSeven = 7;

    public static KeyBackupId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>A time before its first record was read, to the millisecond.</summary>
    public DateTimeOffset TakenAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
        }
    }

    /// <summary>From then on it cannot be restored, and the next run of an hourly timer removes it.</summary>
    public DateTimeOffset EndsAt => TakenAt + KeyBackupStore.Lifetime;

    public static bool TryParse([NotNullWhen(true)] string? text, out KeyBackupId id)
    {
        var ok = LowercaseUuid.TryParse(text, out var value) && value.Version == VersionSeven;
        id = ok ? new KeyBackupId(value) : default;
        return ok;
    }

    /// <exception cref="FormatException">Not a lowercase UUID of version 7.</exception>
    public static KeyBackupId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("A backup id must be a lowercase UUID of version 7.");

    public override string ToString() => Value.ToString("D");
}
