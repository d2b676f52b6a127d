using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Compliance.Pci;

/// <summary>
/// Azure AI Speech, fast transcription (REST, api-version 2024-11-15): a request with sound, an answer with word times. The service keeps
/// neither.
/// </summary>
/// <param name="http">Follows no redirect. Its own timeout does not matter.</param>
/// <param name="endpoint">The tenant's own resource: <c>https://NAME.cognitiveservices.azure.com</c>.</param>
/// <param name="token">An access token of the tenant's identity for <see cref="ScopeOf"/>.</param>
/// <param name="locales">Languages to choose from where the call's is not known; none: the service's multilingual model.</param>
public sealed partial class AzureSpeechTranscriber(
    HttpClient http,
    Uri endpoint,
    Func<CancellationToken, ValueTask<string>> token,
    IReadOnlyList<string> locales,
    TimeProvider clock) : ISpeechTranscriber
{
    const string Version = "2024-11-15";

    /// <summary>Five minutes of sound take seconds; a queue of the service can take longer.</summary>
    static readonly TimeSpan RequestLimit = TimeSpan.FromMinutes(2);

    /// <summary>The longest wait that the service may ask for. A longer one is the caller's to wait.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    const int Tries = 4;
    const int MostAnswerBytes = 16 * 1024 * 1024;

    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    readonly Uri operation = new(endpoint, $"/speechtotext/transcriptions:transcribe?api-version={Version}");

    public SpeechEngine Engine { get; } = new($"Azure AI Speech, fast transcription {Version}", 0, TimeSpan.FromMinutes(20));

    /// <summary>The scope of access tokens in the cloud that an endpoint belongs to.</summary>
    public static string ScopeOf(Uri endpoint) =>
        $"https://{endpoint.Host[(endpoint.Host.IndexOf('.', StringComparison.Ordinal) + 1)..]}/.default";

    public async Task<Transcription> TranscribeAsync(ReadOnlyMemory<short> sound, string? language, CancellationToken cancellationToken)
    {
        var wav = PcmStream.WavOf(sound.Span);
        for (var turn = 1; ; turn++)
        {
            using var limit = new CancellationTokenSource(RequestLimit, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                using var response = await SendAsync(wav, language, either.Token);
                if (!IsBusy(response) || turn == Tries || WaitOf(response, turn) is not { } wait)
                {
                    return await ReadAsync(response, either.Token);
                }

                await Task.Delay(wait, clock, cancellationToken);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new IOException("The speech service took too long.", e);
            }
            catch (HttpRequestException e)
            {
                throw new IOException("The speech service can't be reached.", e);
            }
            catch (JsonException e)
            {
                throw new IOException("The speech service's answer can't be read.", e);
            }
        }
    }

    static bool IsBusy(HttpResponseMessage response) => (int)response.StatusCode is 408 or 429 or >= 500;

    /// <summary>As <c>Retry-After</c> says, else a second, then twice as long each time; null if that is too long to wait here.</summary>
    TimeSpan? WaitOf(HttpResponseMessage response, int turn)
    {
        var asked = response.Headers.RetryAfter is { } header
            ? header.Delta ?? header.Date - clock.GetUtcNow() : TimeSpan.FromSeconds(1 << (turn - 1));
        return asked > LongestWait ? null : asked > TimeSpan.Zero ? asked : TimeSpan.Zero;
    }

    async Task<HttpResponseMessage> SendAsync(byte[] wav, string? language, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        using var audio = new ByteArrayContent(wav);
        audio.Headers.ContentType = new("audio/wav");
        form.Add(audio, "audio", "audio.wav");
        using var definition = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new Definition(Locales(language)), Web));
        definition.Headers.ContentType = new("application/json");
        form.Add(definition, "definition");
        using var request = new HttpRequestMessage(HttpMethod.Post, operation) { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(cancellationToken));
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    static async Task<Transcription> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (IsBusy(response) || (int)response.StatusCode is < 200 or (>= 300 and < 400))
        {
            throw new IOException($"The speech service answered {(int)response.StatusCode}.");
        }

        var answer = await BytesAsync(response, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return Transcription.Refused($"refused it ({(int)response.StatusCode}{CodeOf(answer)})");
        }

        var heard = JsonSerializer.Deserialize<Answer>(answer, Web);
        return heard?.Phrases is null
            ? throw new IOException("The speech service's answer has no phrases.")
            : new([.. heard.Phrases.SelectMany(Words).Where(x => x.Text.Length > 0).OrderBy(x => x.Start)]);
    }

    static async Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MostAnswerBytes, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>The service's own word for what is wrong (<c>InvalidLocale</c>); its message may repeat what was sent.</summary>
    static string CodeOf(byte[] answer)
    {
        try
        {
            var fault = JsonSerializer.Deserialize<Fault>(answer, Web);
            var code = fault?.InnerError?.Code ?? fault?.Error?.Code ?? fault?.Code;
            return code is not null && Code().IsMatch(code) ? " " + code : "";
        }
        catch (JsonException)
        {
            // A gateway's page: the status says it.
            return "";
        }
    }

    /// <summary>The call's language as the service names it, or what may be it; null for its multilingual model.</summary>
    IReadOnlyList<string>? Locales(string? language)
    {
        if (language is null)
        {
            return locales.Count > 0 ? locales : null;
        }

        if (Locale().IsMatch(language))
        {
            return [language];
        }

        var own = locales.Where(x => x.StartsWith(language.Split('-')[0] + "-", StringComparison.OrdinalIgnoreCase)).ToList();
        return own.Count > 0 ? own : null;
    }

    static IEnumerable<SpokenWord> Words(Phrase phrase) => phrase.Words is { Count: > 0 } words ? words.Select(Word) : [Word(phrase)];

    static SpokenWord Word(Timed said) => new(
        said.Text ?? "", said.OffsetMilliseconds / 1000.0, (said.OffsetMilliseconds + said.DurationMilliseconds) / 1000.0);

    [GeneratedRegex(@"\A[A-Za-z0-9]{1,40}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\A[a-z]{2,3}-[A-Z]{2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Locale();

    sealed record Definition(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Locales,
        string ProfanityFilterMode = "None");

    sealed record Answer(IReadOnlyList<Phrase>? Phrases);

    record Timed(string? Text, long OffsetMilliseconds, long DurationMilliseconds);

    sealed record Phrase(string? Text, long OffsetMilliseconds, long DurationMilliseconds, IReadOnlyList<Timed>? Words)
        : Timed(Text, OffsetMilliseconds, DurationMilliseconds);

    sealed record Fault(string? Code, Fault? InnerError, Fault? Error);
}
