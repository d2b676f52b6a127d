using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>What is known about the tags of a sealed file: either a receipt to compare them with, or nothing, in which case they may be
/// recorded.</summary>
abstract class RegionTags
{
    /// <summary>Accepts any tags and records none: files encrypted at the source.</summary>
    public static RegionTags Unknown { get; } = new Ignored();

    /// <summary>Accepts only these tags, in this order.</summary>
    public static RegionTags Expect(byte[] tags) => new Expected(tags);

    /// <summary>Accepts any tags and records them in <see cref="Noted"/>.</summary>
    public static RegionTags Note(long regions) => new Recorded(new byte[regions * RegionLayout.TagLength]);

    /// <summary>The tags recorded so far, by region.</summary>
    public virtual byte[] Noted => [];

    /// <summary>False if the region must not have that tag.</summary>
    public abstract bool Accept(long region, ReadOnlySpan<byte> tag);

    sealed class Ignored : RegionTags
    {
        public override bool Accept(long region, ReadOnlySpan<byte> tag) => true;
    }

    sealed class Expected(byte[] tags) : RegionTags
    {
        public override bool Accept(long region, ReadOnlySpan<byte> tag) => CryptographicOperations.FixedTimeEquals(
            tag, tags.AsSpan((int)region * RegionLayout.TagLength, RegionLayout.TagLength));
    }

    sealed class Recorded(byte[] tags) : RegionTags
    {
        public override byte[] Noted => tags;

        public override bool Accept(long region, ReadOnlySpan<byte> tag)
        {
            tag.CopyTo(tags.AsSpan((int)region * RegionLayout.TagLength));
            return true;
        }
    }
}
