using System.Globalization;
using System.Text;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>The result of asking a witness.</summary>
public enum WitnessVerdict
{
    /// <summary>It cosigned the checkpoint.</summary>
    Cosigned,

    /// <summary>It has cosigned a larger checkpoint: the log went back.</summary>
    Behind,

    /// <summary>The log does not extend the checkpoint that it cosigned before.</summary>
    Inconsistent,

    /// <summary>It does not know the log or its key, or its answer is not one.</summary>
    Refused,

    /// <summary>It does not answer.</summary>
    NotReached,
}

/// <param name="Size">Entries of the largest checkpoint that the witness has cosigned, if known.</param>
/// <param name="Cosignatures">Verified.</param>
public sealed record WitnessResult(WitnessVerdict Verdict, long? Size, IReadOnlyList<NoteSignature> Cosignatures)
{
    /// <summary>The log differs from what the witness has seen.</summary>
    public bool IsContradiction => Verdict is WitnessVerdict.Behind or WitnessVerdict.Inconsistent;

    internal static WitnessResult Of(WitnessVerdict verdict, long? size = null) => new(verdict, size, []);
}

/// <summary>The call <c>add-checkpoint</c> of C2SP tlog-witness.</summary>
public sealed class WitnessClient(TransparencyLog logs, IWitnessPost http)
{
    /// <summary>Asks a witness to cosign a checkpoint, from whatever size it has cosigned before.</summary>
    /// <param name="url">Its submission prefix.</param>
    public async Task<WitnessResult> AskAsync(
        TenantScope scope, WitnessKey key, string url, StoredCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var old = checkpoint.Witnessed;
        var answer = await PostAsync(scope, url, checkpoint, old, cancellationToken);
        if (answer is { Status: 409 } && SizeOf(answer) is { } known && known != old && known <= checkpoint.Size)
        {
            old = known;
            answer = await PostAsync(scope, url, checkpoint, old, cancellationToken);
        }

        return answer switch
        {
            null => WitnessResult.Of(WitnessVerdict.NotReached),
            { Status: 200 } => Read(key, checkpoint, answer),
            { Status: 409 } when SizeOf(answer) > checkpoint.Size => WitnessResult.Of(WitnessVerdict.Behind, SizeOf(answer)),
            { Status: 409 } when old == checkpoint.Size => WitnessResult.Of(WitnessVerdict.Inconsistent, old),
            { Status: 422 } => WitnessResult.Of(WitnessVerdict.Inconsistent, old),
            { Status: >= 500 or 429 } => WitnessResult.Of(WitnessVerdict.NotReached),
            _ => WitnessResult.Of(WitnessVerdict.Refused),
        };
    }

    async Task<WitnessAnswer?> PostAsync(
        TenantScope scope, string url, StoredCheckpoint checkpoint, long old, CancellationToken cancellationToken)
    {
        var body = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {old}\n");
        if (old > 0
            && (await logs.ConsistencyAsync(scope, old, checkpoint.Size, cancellationToken)).IsSuccess(out var proof, out _))
        {
            foreach (var hash in proof.Hashes)
            {
                body.Append(Convert.ToBase64String(hash.Span)).Append('\n');
            }
        }

        body.Append('\n').Append(Encoding.UTF8.GetString(checkpoint.Note.Span));
        return await http.TryPostAsync(
            $"{url.TrimEnd('/')}/add-checkpoint", Encoding.UTF8.GetBytes(body.ToString()), cancellationToken);
    }

    static WitnessResult Read(WitnessKey key, StoredCheckpoint checkpoint, WitnessAnswer answer)
    {
        try
        {
            var note = SignedNote.Parse(Encoding.UTF8.GetBytes($"{checkpoint.Checkpoint.Text}\n{answer.Text}"));
            return key.Of(note) is { Count: > 0 } cosignatures
                ? new WitnessResult(WitnessVerdict.Cosigned, checkpoint.Size, cosignatures)
                : WitnessResult.Of(WitnessVerdict.Refused);
        }
        catch (FormatException)
        {
            return WitnessResult.Of(WitnessVerdict.Refused);
        }
    }

    static long? SizeOf(WitnessAnswer answer) =>
        long.TryParse(answer.Text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
}
