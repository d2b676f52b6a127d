using Compliance.Exchange;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Which notice a token acknowledges.</summary>
/// <param name="Notice"><see cref="RecipientNotice.Id"/>: a notice that took its place is not answered by it.</param>
public sealed record RecipientAck(NoticeKey Key, string Notice);

/// <summary>Tokens of kind <c>recipient</c>: the first that comes back of a notice's messages counts.</summary>
public sealed class RecipientAckTokens(AckTokens tokens)
{
    public const string Kind = "recipient";

    public Task<string> MakeAsync(TenantScope scope, RecipientAck ack, CancellationToken cancellationToken) =>
        tokens.MakeAsync(scope, Kind, $"{ack.Key}|{ack.Notice}", cancellationToken);

    /// <returns>Null when the token is not one that was made for this tenant.</returns>
    public async Task<RecipientAck?> OpenAsync(TenantScope scope, string token, CancellationToken cancellationToken) =>
        (await tokens.OpenAsync(scope, Kind, token, cancellationToken))?.Split('|') is [var place, var notice]
        && NoticeKey.TryParse(place) is { } key
            ? new RecipientAck(key, notice)
            : null;
}
