using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>
/// A 32-byte secret. Only <see cref="Reveal"/> shows it; it is never printed or serialised, and zeroed on disposal.
/// </summary>
public sealed class KeyBytes : IDisposable
{
    public const int Length = 32;

    readonly byte[] bytes;
    bool disposed;

    KeyBytes(byte[] bytes) => this.bytes = bytes;

    /// <summary>A new random key from the platform's generator.</summary>
    public static KeyBytes Create()
    {
        var fresh = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        RandomNumberGenerator.Fill(fresh);
        return new KeyBytes(fresh);
    }

    /// <summary>Copies 32 bytes; the caller zeroes its own copy.</summary>
    /// <exception cref="CryptographicException">Not 32 bytes.</exception>
    public static KeyBytes From(ReadOnlySpan<byte> source)
    {
        if (source.Length != Length)
        {
            throw new CryptographicException("A key must be 32 bytes long.");
        }

        var fresh = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        source.CopyTo(fresh);
        return new KeyBytes(fresh);
    }

    /// <summary>The key itself. Callers must not keep a copy.</summary>
    public ReadOnlySpan<byte> Reveal()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return bytes;
    }

    /// <summary>An independent copy, with its own disposal.</summary>
    public KeyBytes Copy() => From(Reveal());

    /// <summary>Derives a key for one purpose: HKDF-SHA-256 (RFC 5869) with <paramref name="purpose"/> as info.</summary>
    public KeyBytes Derive(ReadOnlySpan<byte> purpose)
    {
        Span<byte> derived = stackalloc byte[Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Reveal(), derived, salt: [], purpose);
        var key = From(derived);
        CryptographicOperations.ZeroMemory(derived);
        return key;
    }

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(bytes);
    }

    public override string ToString() => "KeyBytes(redacted)";
}
