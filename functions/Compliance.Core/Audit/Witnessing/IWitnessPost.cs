namespace Compliance.Audit;

/// <summary>Posts checkpoints to addresses supplied by tenants.</summary>
public interface IWitnessPost
{
    /// <summary>
    /// Sends one POST of plain text without following redirects, within a few seconds. Only to public addresses over https; on one machine,
    /// also to the machine itself.
    /// </summary>
    /// <returns>Null if there was no answer, or it is too long to be one.</returns>
    Task<WitnessAnswer?> TryPostAsync(string url, ReadOnlyMemory<byte> text, CancellationToken cancellationToken);
}

/// <param name="Status">HTTP status.</param>
public sealed record WitnessAnswer(int Status, string Text);
