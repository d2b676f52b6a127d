namespace Compliance.Pci;

/// <summary>Packets of one codec, taken from a container forward.</summary>
/// <remarks>A file with several streams of sound is not read: nobody knows which of them is played.</remarks>
abstract class Packets
{
    /// <summary>The next packet; null at the end. Valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or has several streams of sound.</exception>
    public abstract byte[]? Next();
}
