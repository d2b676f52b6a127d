using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Compliance.Sealing;

/// <summary>
/// Seals short texts (call ids, tokens, metadata) as base64url of nonce(12) ‖ AES-256-GCM ciphertext ‖ tag(16), bound to their use. Zero
/// bytes fill the text up to a multiple of 64 bytes, so that its length says little about what it is.
/// </summary>
public static class SealedText
{
    const int Nonce = 12;
    const int Tag = 16;
    const int Block = 64;

    /// <param name="clear">Does not end with a zero character.</param>
    /// <param name="context">What the text is used for. Not secret; the same context must be given to open it.</param>
    public static string Seal(string clear, KeyBytes key, string context)
    {
        var plain = new byte[(Encoding.UTF8.GetByteCount(clear) / Block * Block) + Block];
        Encoding.UTF8.GetBytes(clear, plain);
        var output = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(output.AsSpan(0, Nonce));
        using var aes = new AesGcm(key.Reveal(), Tag);
        aes.Encrypt(output.AsSpan(0, Nonce), plain, output.AsSpan(Nonce, plain.Length), output.AsSpan(Nonce + plain.Length), Encoding.UTF8.GetBytes(context));
        CryptographicOperations.ZeroMemory(plain);
        return Base64Url.EncodeToString(output);
    }

    /// <returns>Null if <see cref="Seal"/> did not produce the text under this key and context.</returns>
    public static string? Open(string text, KeyBytes key, string context)
    {
        if (!Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: >= Nonce + Tag } input)
        {
            return null;
        }

        var plain = new byte[input.Length - Nonce - Tag];
        using var aes = new AesGcm(key.Reveal(), Tag);
        try
        {
            aes.Decrypt(input.AsSpan(0, Nonce), input.AsSpan(Nonce, plain.Length), input.AsSpan(Nonce + plain.Length), plain, Encoding.UTF8.GetBytes(context));
            return Encoding.UTF8.GetString(plain).TrimEnd('\0');
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
