using Azure.Core;
using Azure.Identity;
using Compliance.Local.Tokens;
using Compliance.Tenancy;

namespace Compliance.Functions.Local;

/// <summary>
/// A tenant's identity towards the speech service on one machine: towards a service on this machine a token of the local directory, towards
/// Azure that of whoever runs the host (<c>az login</c>, or the variables of <see cref="EnvironmentCredential"/>).
/// </summary>
sealed class LocalSpeechCredential(LocalTokens tokens, TenantId tenant) : TokenCredential
{
    const string AzureClouds = "https://cognitiveservices.azure.";

    static readonly ChainedTokenCredential Operator = new(new EnvironmentCredential(), new AzureCliCredential());

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        IsAzure(requestContext) ? Operator.GetToken(requestContext, cancellationToken) : Own();

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        IsAzure(requestContext) ? Operator.GetTokenAsync(requestContext, cancellationToken) : ValueTask.FromResult(Own());

    static bool IsAzure(TokenRequestContext context) => context.Scopes[0].StartsWith(AzureClouds, StringComparison.Ordinal);

    AccessToken Own()
    {
        var issued = tokens.Identify(tenant);
        return new AccessToken(issued.Token, issued.ExpiresAt);
    }
}
