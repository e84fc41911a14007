namespace LlmCourse.Data.World;

/// <summary>The words that the world is made of. All of them are single tokens.</summary>
internal static class WorldWords
{
    /// <summary>Nine and six times nine more is as far as word problems count.</summary>
    public const int LargestNumber = 63;

    public static IReadOnlyList<string> WomensNames { get; } = List("Ada Alice Anna Clara Ella Emma Eva Flora Grace Helen Ida Jane Julia Laura Lucy Mary Nora Olga Rosa Vera");

    public static IReadOnlyList<string> MensNames { get; } = List("Adam Arthur Ben Carl David Edgar Emil Frank George Henry Hugo Jacob John Leo Mark Oscar Paul Peter Simon Tom");

    public static IReadOnlyList<string> FirstNames { get; } = [.. WomensNames, .. MensNames];

    public static IReadOnlyList<string> LastNames { get; } = List(
        "Abbot Archer Ash Barker Bell Brook Carter Cole Dale Dean Field Finch Fisher Ford Fox Frost Gray Green Hale Hart Hill Hunt Hunter Kent "
        + "Lake Lane Marsh Mason Moore North Page Parker Pike Reed Shaw Stone Walker Ward West Wood");

    public static IReadOnlyList<string> Towns { get; } = List(
        "Oakham Ashford Barnby Coldwell Dunmore Eastby Fairlea Greywick Hartley Ivybridge Kingsby Langford Millbrook Norwood Overton Penrith "
        + "Redhill Stonebury Thornton Upwell Westbury Wickham Yarley Wexcombe");

    public static IReadOnlyList<string> Trades { get; } = List(
        "baker barber builder butcher carpenter clerk cook doctor farmer gardener guard hatter judge lawyer miller miner nurse painter poet "
        + "potter sailor smith tailor weaver");

    /// <summary>Things to eat: what people like, what markets sell, what recipes ask for.</summary>
    public static IReadOnlyList<string> Foods { get; } = List(
        "apples beans bread butter carrots cheese cherries cream eggs fish flour grapes honey lemons milk nuts oats onions pears peas plums rice salt tea");

    public static IReadOnlyList<string> Hobbies { get; } = List(
        "baking chess cycling dancing drawing fencing fishing hiking juggling knitting painting reading riding rowing running sailing sewing singing skating swimming");

    public static IReadOnlyList<string> Pets { get; } = List("cat dog horse parrot rabbit goat duck pig sheep mouse turtle donkey");

    public static IReadOnlyList<string> Colours { get; } = List("black white brown red golden spotted silver blue");

    public static IReadOnlyList<string> PetNames { get; } = List("Bella Biscuit Bruno Daisy Ginger Luna Max Misty Molly Pepper Rex Rocky Ruby Sam Shadow Toby");

    public static IReadOnlyList<string> Things { get; } = List(
        "bag book boot box button candle coat cup drum flute glove hat kettle key knife lamp letter map mirror ring rope scarf spoon watch");

    public static IReadOnlyList<string> Dishes { get; } = List("cake pie soup stew salad pudding bake roll");

    public static IReadOnlyList<string> Weathers { get; } = List("cold foggy quiet rainy snowy sunny warm windy");

    public static IReadOnlyList<string> Spots { get; } = List("barn bench bridge church gate tree wall well");

    public static IReadOnlyList<string> Days { get; } = List("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");

    /// <summary>What holds the sentences of the texts together.</summary>
    public static IReadOnlyList<string> FunctionWords { get; } = List(
        ". , : a the and of in on to for from with as is was who She she He he Her His In On lives born works likes eat "
        + "enjoys keeps named best friend home met lost found it bought they talked about behind beside near under evening morning night noon Market Recipe Bake bake Mix minutes Serve Ledger Lottery coins Sold Bought now");

    /// <summary>What questions, responses and word problems need besides.</summary>
    public static IReadOnlyList<string> AnswerWords { get; } = List(
        "? ! + - = Where What Which Who How many does live like enjoy keep work which town trade food hobby animal pet colour name have now The You are fool ask I do not "
        + "know that has buys finds gets sells loses eats answer");

    /// <summary>What news need, and what instructions begin with where that is no question.</summary>
    public static IReadOnlyList<string> InstructionWords { get; } = List("News They Rewrite Summarise");

    /// <summary>Marks of a conversation's turns.</summary>
    public static IReadOnlyList<string> SpecialTokens { get; } = List("<user> <assistant> <end>");

    private static string[] List(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
