using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>Signs checkpoints with the tenant's <c>sign</c> key, at one vault call each, and verifies them with all its enabled
/// versions.</summary>
public sealed class CheckpointSigner(ITenantVaultProvider vaults)
{
    /// <returns>The note.</returns>
    public async Task<byte[]> SignAsync(TenantScope scope, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var vault = vaults.Open(scope);
        var signature = await vault.SignAsync(SHA256.HashData(Encoding.UTF8.GetBytes(checkpoint.Text)), cancellationToken);
        var key = (await vault.PublicKeysAsync(cancellationToken)).Sign.FirstOrDefault(x => x.KeyId == signature.KeyId)
            ?? throw new CryptographicException("The vault signed with a version whose public key it does not list yet.");
        var line = new NoteSignature(checkpoint.Origin, SignedNote.KeyIdOf(key.Public), ToDer(signature.Bytes.Span));
        return new SignedNote(checkpoint.Text, [line]).ToUtf8();
    }

    /// <exception cref="FormatException">The note is not a checkpoint of this tenant's log, or the tenant's key did not sign
    /// it.</exception>
    public async Task<Checkpoint> OpenAsync(TenantScope scope, ReadOnlyMemory<byte> note, CancellationToken cancellationToken)
    {
        var keys = await vaults.Open(scope).PublicKeysAsync(cancellationToken);
        return Checkpoint.Open(note.Span, Checkpoint.OriginOf(scope.Resource), keys.Sign.Select(x => x.Public));
    }

    // Converts the vault's r ‖ s to the form in notes: SEQUENCE { r INTEGER, s INTEGER }.
    static byte[] ToDer(ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(signature[..(signature.Length / 2)].TrimStart((byte)0));
            writer.WriteIntegerUnsigned(signature[(signature.Length / 2)..].TrimStart((byte)0));
        }

        return writer.Encode();
    }
}
