using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;

namespace Compliance.Html;

/// <summary>
/// A page in this assembly, written in Liquid. Every value of its model is HTML-encoded on output, so a template cannot forget to.
/// Templates see the model's properties in camel case.
/// </summary>
/// <param name="resource">The template's file name.</param>
sealed class HtmlTemplate(string resource)
{
    // Letters of every script stay as they are; whatever has a meaning in HTML is encoded.
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    static readonly TemplateOptions Options = new()
    {
        MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.CamelCase },
    };

    readonly IFluidTemplate template = new FluidParser().Parse(Read(resource));

    public string Render(object model) => template.Render(new TemplateContext(model, Options), Encoder);

    /// <summary>Streams its output, because a page may be long.</summary>
    public async Task WriteAsync(TextWriter target, object model) =>
        await template.RenderAsync(target, new TemplateContext(model, Options), Encoder);

    /// <summary>Normalises line endings, so that the output does not depend on those of the sources.</summary>
    static string Read(string resource)
    {
        using var source = typeof(HtmlTemplate).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException("There is no such template.", nameof(resource));
        using var reader = new StreamReader(source, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
