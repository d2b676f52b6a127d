namespace Compliance.SubjectRequests;

/// <summary>Sends packages to other controllers.</summary>
public interface ITransferSender
{
    /// <summary>
    /// One POST, streamed, without following redirects; only to public addresses over https, on one machine also to the machine itself.
    /// </summary>
    /// <returns>The HTTP status; null if there was no answer.</returns>
    Task<int?> SendAsync(TransferMessage message, CancellationToken cancellationToken);
}

/// <param name="Content">At its start; read once, to its end.</param>
/// <param name="Headers">All but <c>Host</c>.</param>
public sealed record TransferMessage(Uri Url, Stream Content, IReadOnlyDictionary<string, string> Headers)
{
    public override string ToString() => "TransferMessage(redacted)";
}
