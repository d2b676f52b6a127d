using System.Buffers.Binary;
using System.Diagnostics;

namespace Compliance.Pci;

/// <summary>
/// Sound of any other codec, by the platform's <c>ffmpeg</c>. It is a process of its own with bounded memory and time, reads a pipe and
/// writes one, and may open nothing else. No word of its command comes from a file.
/// </summary>
sealed class FfmpegSound : Sound
{
    const string Shell = "/bin/sh";
    const int MostHeaderBytes = 4096;
    const int BlockFrames = 4096;

    /// <summary>1 GiB of address space, 15 minutes of CPU.</summary>
    const string Command = "ulimit -v 1048576 -t 900; exec \"$0\" -nostdin -hide_banner -v error -threads 1 -protocol_whitelist pipe"
        + " -i pipe:0 -map 0:a -vn -sn -dn -c:a pcm_s16le -bitexact -f wav pipe:1";

    static readonly string[] Places = ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"];

    readonly Process process;
    readonly Task feeding;
    readonly ByteReader output;
    bool ended;

    FfmpegSound(Process process, Task feeding, ByteReader output, int channels, int rate)
        : base(channels, rate) => (this.process, this.feeding, this.output) = (process, feeding, output);

    /// <summary>Null where it is not installed.</summary>
    public static string? Installed { get; } = Array.Find(Places, File.Exists);

    /// <exception cref="InvalidDataException">It does not understand the file either, or the file has several streams of sound.</exception>
    public static FfmpegSound Open(Stream clear, string path)
    {
        var started = Process.Start(new ProcessStartInfo(Shell, ["-c", Command, path])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        }) ?? throw new InvalidOperationException("The shell did not start.");
        started.BeginErrorReadLine();
        var fed = Task.Run(() => FeedAsync(clear, started));
        var heard = new ByteReader(started.StandardOutput.BaseStream);
        try
        {
            var (channels, rate) = Header(heard);
            return new(started, fed, heard, channels, rate);
        }
        catch (InvalidDataException)
        {
            End(started, fed);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !ended)
        {
            ended = true;
            End(process, feeding);
        }

        base.Dispose(disposing);
    }

    protected override int Next(ref float[] interleaved)
    {
        var block = output.Peek(BlockFrames * Channels * 2);
        var frames = block.Length / (2 * Channels);
        if (frames == 0)
        {
            process.WaitForExit();
            feeding.GetAwaiter().GetResult();
            return process.ExitCode == 0 ? -1 : throw new InvalidDataException("The file is damaged.");
        }

        Room(ref interleaved, frames * Channels);
        for (var i = 0; i < frames * Channels; i++)
        {
            interleaved[i] = BinaryPrimitives.ReadInt16LittleEndian(block[(2 * i)..]) / 32768f;
        }

        output.Skip(frames * 2 * Channels);
        return frames;
    }

    static async Task FeedAsync(Stream clear, Process process)
    {
        await using var input = process.StandardInput.BaseStream;
        var block = new byte[64 * 1024];
        for (int got; (got = await clear.ReadAsync(block)) > 0;)
        {
            try
            {
                await input.WriteAsync(block.AsMemory(0, got));
            }
            catch (IOException)
            {
                // It has read enough, or has given up: its exit code tells which.
                return;
            }
        }
    }

    static (int Channels, int Rate) Header(ByteReader output)
    {
        var head = output.Peek(MostHeaderBytes);
        var format = head.IndexOf("fmt "u8);
        var data = head.IndexOf("data"u8);
        if (format < 0 || data < format + 16)
        {
            throw new InvalidDataException("The file holds no sound that can be decoded.");
        }

        var (channels, rate) = (
            BinaryPrimitives.ReadUInt16LittleEndian(head[(format + 10)..]), BinaryPrimitives.ReadInt32LittleEndian(head[(format + 12)..]));
        output.Skip(data + 8);
        return (channels, rate);
    }

    static void End(Process process, Task feeding)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.WaitForExit();
        _ = feeding.ContinueWith(ended => process.Dispose(), TaskScheduler.Default);
    }
}
