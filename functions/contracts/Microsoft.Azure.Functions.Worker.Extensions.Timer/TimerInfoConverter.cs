using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker.Extensions.Timer.Converters;

internal sealed class TimerInfoConverter : IInputConverter
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(Convert(context));

    static ConversionResult Convert(ConverterContext context)
    {
        if (context.TargetType != typeof(TimerInfo))
        {
            return ConversionResult.Unhandled();
        }

        try
        {
            return context.Source switch
            {
                string text => ConversionResult.Success(JsonSerializer.Deserialize<TimerInfo>(text, Json)),
                ReadOnlyMemory<byte> bytes => ConversionResult.Success(JsonSerializer.Deserialize<TimerInfo>(bytes.Span, Json)),
                _ => ConversionResult.Unhandled(),
            };
        }
        catch (JsonException failure)
        {
            return ConversionResult.Failed(failure);
        }
    }
}
