using Compliance.Exchange;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>The notice that a token acknowledges.</summary>
/// <param name="Notice"><see cref="RecipientNotice.Id"/>, so that the token does not acknowledge a notice that replaced this one.</param>
public sealed record RecipientAck(NoticeKey Key, string Notice);

/// <summary>Tokens of kind <c>recipient</c>. Of a notice's messages, the first token that is returned counts.</summary>
public sealed class RecipientAckTokens(AckTokens tokens)
{
    public const string Kind = "recipient";

    public Task<string> MakeAsync(TenantScope scope, RecipientAck ack, CancellationToken cancellationToken) =>
        tokens.MakeAsync(scope, Kind, $"{ack.Key}|{ack.Notice}", cancellationToken);

    /// <returns>Null if the token was not issued for this tenant.</returns>
    public async Task<RecipientAck?> OpenAsync(TenantScope scope, string token, CancellationToken cancellationToken) =>
        (await tokens.OpenAsync(scope, Kind, token, cancellationToken))?.Split('|') is [var place, var notice]
        && NoticeKey.TryParse(place) is { } key
            ? new RecipientAck(key, notice)
            : null;
}
