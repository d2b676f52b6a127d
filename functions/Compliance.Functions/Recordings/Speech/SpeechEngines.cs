using Azure.Core;
using Azure.Identity;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Functions.Recordings.Speech;

/// <summary>A recogniser on the host itself, where its operator has installed one.</summary>
public interface ILocalSpeech
{
    /// <param name="locales">Languages to choose from if the call names none.</param>
    ISpeechTranscriber Of(IReadOnlyList<string> locales);
}

/// <summary>How a host asks Azure AI Speech.</summary>
/// <param name="Credentials">A tenant's own identity.</param>
/// <param name="AllowLoopback">Also asks this machine, for development.</param>
public sealed record SpeechAccess(Func<TenantId, TokenCredential> Credentials, bool AllowLoopback);

/// <summary>The recognisers of this host: the tenant's own Azure resource, asked with the tenant's identity, or the host's own.</summary>
public sealed class SpeechEngines(
    IHttpClientFactory http, SpeechAccess access, TimeProvider clock, ILocalSpeech? local = null) : ISpeechEngines
{
    /// <summary>A named client: no redirect, because a request carries sound and an access token.</summary>
    public const string Client = "Compliance.Speech";

    public ISpeechTranscriber? Of(TenantScope scope, SpeechSettings settings) => settings switch
    {
        { Engine: SpeechEngineKind.Azure, Endpoint: { } endpoint } => Azure(scope, new Uri(endpoint), settings.Locales),
        { Engine: SpeechEngineKind.Local } =>
            local?.Of(settings.Locales) ?? new AbsentSpeech("the host's own recogniser", "is not installed"),
        _ => null,
    };

    /// <summary>Whether this host can do what the settings ask.</summary>
    public bool Offers(SpeechSettings settings) => settings.Engine is not SpeechEngineKind.Local || local is not null;

    ISpeechTranscriber Azure(TenantScope scope, Uri endpoint, IReadOnlyList<string> locales) =>
        endpoint.IsLoopback && !access.AllowLoopback
            ? new AbsentSpeech("Azure AI Speech", "is not on this machine")
            : new AzureSpeechTranscriber(http.CreateClient(Client), endpoint, token => TokenAsync(scope, endpoint, token), locales, clock);

    async ValueTask<string> TokenAsync(TenantScope scope, Uri endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var context = new TokenRequestContext([AzureSpeechTranscriber.ScopeOf(endpoint)]);
            return (await access.Credentials(scope.Identity).GetTokenAsync(context, cancellationToken)).Token;
        }
        catch (AuthenticationFailedException e)
        {
            throw new IOException("There is no token for the speech service.", e);
        }
    }
}

/// <summary>Stands for a recogniser that the tenant asked for and this host does not have.</summary>
sealed class AbsentSpeech(string name, string why) : ISpeechTranscriber
{
    public SpeechEngine Engine { get; } = new(name, 0, TimeSpan.FromMinutes(1));

    public Task<Transcription> TranscribeAsync(ReadOnlyMemory<short> sound, string? language, CancellationToken cancellationToken) =>
        Task.FromResult(Transcription.Refused(why));
}
