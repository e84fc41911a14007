namespace LlmCourse.Display.Drawing;

/// <summary>The shape of a point as an SVG path.</summary>
internal static class Marker
{
    public static string Path(int style, double x, double y, double radius)
    {
        var (r, s) = (radius, radius * 0.9);
        string P(double dx, double dy) => $"{SvgWriter.N(x + dx)} {SvgWriter.N(y + dy)}";
        string Closed(params (double X, double Y)[] corners) => "M" + string.Join("L", corners.Select(c => P(c.X, c.Y))) + "Z";
        var (arm, half) = (r * 1.15, r * 0.42);
        return Palette.MarkerOf(style) switch
        {
            "square" => Closed((-s, -s), (s, -s), (s, s), (-s, s)),
            "triangle-up" => Closed((0, -r * 1.25), (r * 1.15, r * 0.8), (-r * 1.15, r * 0.8)),
            "diamond" => Closed((0, -r * 1.3), (r * 1.3, 0), (0, r * 1.3), (-r * 1.3, 0)),
            "x" => Closed((0, -half), (arm - half, -arm), (arm, half - arm), (half, 0), (arm, arm - half), (arm - half, arm),
                (0, half), (half - arm, arm), (-arm, arm - half), (-half, 0), (-arm, half - arm), (half - arm, -arm)),
            "cross" => Closed((-half, -arm), (half, -arm), (half, -half), (arm, -half), (arm, half), (half, half),
                (half, arm), (-half, arm), (-half, half), (-arm, half), (-arm, -half), (-half, -half)),
            _ => $"M{P(-r, 0)}a{SvgWriter.N(r)} {SvgWriter.N(r)} 0 1 0 {SvgWriter.N(2 * r)} 0a{SvgWriter.N(r)} {SvgWriter.N(r)} 0 1 0 {SvgWriter.N(-2 * r)} 0Z",
        };
    }
}
