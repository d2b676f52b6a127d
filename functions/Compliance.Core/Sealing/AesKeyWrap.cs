using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>A256KW: AES key wrap (RFC 3394) under a 256-bit key, built on the platform's AES block cipher.</summary>
public static class AesKeyWrap
{
    /// <summary>Bytes that wrapping adds.</summary>
    public const int Overhead = Half;

    const int Half = 8;
    const int Block = 16;
    const int Rounds = 6;
    const int SmallestKey = 2 * Half;

    // RFC 3394 section 2.2.3.1.
    static ReadOnlySpan<byte> InitialValue => [0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6];

    /// <summary>Wraps a key whose length is a multiple of 8 and at least 16 bytes.</summary>
    public static byte[] Wrap(KeyBytes wrappingKey, ReadOnlySpan<byte> key)
    {
        if (key.Length < SmallestKey || key.Length % Half != 0)
        {
            throw new ArgumentException("A key to wrap must be at least 16 bytes long, in multiples of 8.", nameof(key));
        }

        using var aes = Cipher(wrappingKey);
        var output = new byte[key.Length + Overhead];
        var registers = output.AsSpan(Half);
        key.CopyTo(registers);
        Span<byte> block = stackalloc byte[Block];
        InitialValue.CopyTo(block);
        var step = 0UL;
        for (var round = 0; round < Rounds; round++)
        {
            for (var at = 0; at < registers.Length; at += Half)
            {
                registers.Slice(at, Half).CopyTo(block[Half..]);
                aes.EncryptEcb(block, block, PaddingMode.None);
                AddStep(block, ++step);
                block[Half..].CopyTo(registers.Slice(at, Half));
            }
        }

        block[..Half].CopyTo(output);
        CryptographicOperations.ZeroMemory(block);
        return output;
    }

    /// <summary>Unwraps; the caller zeroes the result.</summary>
    /// <exception cref="CryptographicException">The bytes were not wrapped under that key.</exception>
    public static byte[] Unwrap(KeyBytes wrappingKey, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < SmallestKey + Overhead || wrapped.Length % Half != 0)
        {
            throw new CryptographicException("A wrapped key must be at least 24 bytes long, in multiples of 8.");
        }

        using var aes = Cipher(wrappingKey);
        var registers = wrapped[Half..].ToArray();
        Span<byte> block = stackalloc byte[Block];
        wrapped[..Half].CopyTo(block);
        var step = (ulong)(Rounds * (registers.Length / Half));
        for (var round = 0; round < Rounds; round++)
        {
            for (var at = registers.Length - Half; at >= 0; at -= Half)
            {
                AddStep(block, step--);
                registers.AsSpan(at, Half).CopyTo(block[Half..]);
                aes.DecryptEcb(block, block, PaddingMode.None);
                block[Half..].CopyTo(registers.AsSpan(at, Half));
            }
        }

        var intact = CryptographicOperations.FixedTimeEquals(block[..Half], InitialValue);
        CryptographicOperations.ZeroMemory(block);
        if (!intact)
        {
            CryptographicOperations.ZeroMemory(registers);
            throw new CryptographicException("The wrapped key cannot be unwrapped with this key.");
        }

        return registers;
    }

    static void AddStep(Span<byte> block, ulong step) =>
        BinaryPrimitives.WriteUInt64BigEndian(block, BinaryPrimitives.ReadUInt64BigEndian(block) ^ step);

    static Aes Cipher(KeyBytes wrappingKey)
    {
        var aes = Aes.Create();
        aes.SetKey(wrappingKey.Reveal());
        return aes;
    }
}
