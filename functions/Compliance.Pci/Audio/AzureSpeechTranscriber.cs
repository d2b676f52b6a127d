using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Compliance.Pci;

/// <summary>
/// Azure AI Speech, fast transcription (REST, api-version 2024-11-15): one request with the file, one answer with word times. The service
/// keeps neither.
/// </summary>
/// <param name="endpoint">The tenant's own resource: <c>https://NAME.cognitiveservices.azure.com</c>.</param>
/// <param name="token">An access token of the tenant's identity for <see cref="Scope"/>.</param>
/// <param name="locales">Languages to choose from where the call's is not known.</param>
public sealed class AzureSpeechTranscriber(
    HttpClient http, Uri endpoint, Func<CancellationToken, ValueTask<string>> token, IReadOnlyList<string> locales) : ISpeechTranscriber
{
    public const string Scope = "https://cognitiveservices.azure.com/.default";

    const string Operation = "speechtotext/transcriptions:transcribe?api-version=2024-11-15";

    static readonly int[] Channels = [0, 1];

    public string Name => "azure-ai-speech";

    public async Task<IReadOnlyList<SpokenWord>?> TranscribeAsync(Stream wav, string? language, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        using var audio = new StreamContent(wav);
        audio.Headers.ContentType = new("audio/wav");
        form.Add(audio, "audio", "audio.wav");
        using var definition = JsonContent.Create(
            new { locales = Locales(language), profanityFilterMode = "None", channels = Channels });
        form.Add(definition, "definition");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, Operation)) { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken));
        using var response = await SendAsync(request, cancellationToken);
        if ((int)response.StatusCode is 400 or 413 or 415 or 422)
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new IOException($"The speech service answered {(int)response.StatusCode}.");
        }

        var answer = await response.Content.ReadFromJsonAsync<Answer>(cancellationToken);
        return [.. (answer?.Phrases ?? []).SelectMany(Words).OrderBy(x => x.Start)];
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new IOException("The speech service can't be reached.", e);
        }
    }

    /// <summary>The call's language, as one of the locales that the service is asked for.</summary>
    IReadOnlyList<string> Locales(string? language)
    {
        var own = locales.Where(x => language is not null
            && x.StartsWith(language.Split('-')[0], StringComparison.OrdinalIgnoreCase)).ToList();
        return language?.Contains('-', StringComparison.Ordinal) is true ? [language] : own.Count > 0 ? own : locales;
    }

    static IEnumerable<SpokenWord> Words(Phrase phrase) => phrase.Words is { Count: > 0 } words
        ? words.Select(x => Word(x, phrase.Channel))
        : [Word(phrase, phrase.Channel)];

    static SpokenWord Word(Timed said, int channel) =>
        new(said.Text, said.OffsetMilliseconds / 1000.0, (said.OffsetMilliseconds + said.DurationMilliseconds) / 1000.0, channel);

    sealed record Answer(IReadOnlyList<Phrase>? Phrases);

    record Timed(string Text, long OffsetMilliseconds, long DurationMilliseconds);

    sealed record Phrase(string Text, long OffsetMilliseconds, long DurationMilliseconds, int Channel, IReadOnlyList<Timed>? Words)
        : Timed(Text, OffsetMilliseconds, DurationMilliseconds);
}
