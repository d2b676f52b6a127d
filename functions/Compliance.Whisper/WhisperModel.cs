using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Compliance.Pci;
using Whisper.net;

namespace Compliance.Whisper;

/// <summary>A model of whisper.cpp (<c>ggml-*.bin</c>). One call at a time, because a call takes several cores.</summary>
public sealed class WhisperModel : IDisposable
{
    const int Magic = 0x67676D6C;
    const int LeastWords = 51_864;
    const int MostWords = 60_000;

    readonly SemaphoreSlim turn = new(1);
    readonly WhisperFactory factory;

    WhisperModel(WhisperFactory factory, string name) => (this.factory, Name) = (factory, name);

    /// <summary>Engine, file and the first digits of its SHA-256.</summary>
    public string Name { get; }

    /// <summary>Loads a model; large ones take seconds.</summary>
    /// <exception cref="IOException">There is no such file, it is no model, or this platform can't run it; the message is for
    /// people.</exception>
    public static WhisperModel Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no speech model at {path}.", path);
        }

        try
        {
            using var file = File.OpenRead(path);
            RequireHead(file);
            file.Position = 0;
            var hash = Convert.ToHexStringLower(SHA256.HashData(file))[..16];
            var version = typeof(WhisperFactory).Assembly.GetName().Version?.ToString(3);
            var loading = WhisperFactory.FromPath(path);

            // The factory loads a model when it is first used, and native code ends the process if weights don't fit: rather now.
            using var processor = loading.CreateBuilder().Build();
            processor.Process(new float[SpeechSound.SampleRate]);
            return new WhisperModel(loading, $"Whisper.net {version}, {Path.GetFileName(path)} (SHA-256 {hash})");
        }
        catch (Exception e) when (e is WhisperModelLoadException or PlatformNotSupportedException or FileNotFoundException)
        {
            throw new IOException($"{path} can't be loaded as a model of whisper.cpp (ggml-*.bin): {e.Message}", e);
        }
    }

    /// <summary>The file's first numbers. Native code trusts them, and ends the process if they make no sense.</summary>
    /// <exception cref="WhisperModelLoadException">They don't.</exception>
    static void RequireHead(Stream file)
    {
        var head = new byte[12 * sizeof(int)];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var numbers = MemoryMarshal.Cast<byte, int>(head);
        if (read < head.Length || numbers[0] != Magic || numbers[1] is < LeastWords or > MostWords || numbers[10] is not (80 or 128))
        {
            throw new WhisperModelLoadException("it is none.");
        }
    }

    public void Dispose()
    {
        factory.Dispose();
        turn.Dispose();
    }

    /// <summary>Words with times from the first sample.</summary>
    /// <param name="samples">16 kHz, full scale 1.</param>
    /// <param name="language">As whisper.cpp names it; null: the model finds out.</param>
    internal async IAsyncEnumerable<SegmentData> ListenAsync(
        ReadOnlyMemory<float> samples, string? language, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            // Segments of one word: tokens are parts of characters in many languages.
            var builder = factory.CreateBuilder().WithTokenTimestamps().SplitOnWord().WithMaxSegmentLength(1).WithNoContext();
            await using var processor = (language is null ? builder.WithLanguageDetection() : builder.WithLanguage(language)).Build();
            await foreach (var segment in processor.ProcessAsync(samples, cancellationToken))
            {
                yield return segment;
            }
        }
        finally
        {
            turn.Release();
        }
    }
}
