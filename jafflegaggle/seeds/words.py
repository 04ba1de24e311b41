"""The words of which the demo's names, companies and addresses are composed."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words("""
    Ada Agnes Alba Alma Amara Anders Anouk Ansel Arlo Astrid August Aurelia Axel Bastian Beatrix
    Benno Bianca Birgit Bodhi Bram Brenna Bruno Calla Callum Camille Caspian Cecily Cedric Celeste
    Clara Clement Cora Cosmo Cyrus Dahlia Darius Daphne Delia Desmond Dora Edda Edgar Edith Elias
    Elio Elke Elowen Emeka Emil Enid Enzo Esme Estelle Ezra Farah Felix Fern Fiona Flora Florian
    Freya Gideon Gita Greta Gus Hana Hanno Harriet Hattie Hector Hugo Ida Idris Ines Ingrid Iris
    Isla Ivo Jasper Joan Jonas Juno Kaito Kasia Kenji Kira Lars Leila Lena Leopold Linus Lior Lotte
    Lucian Mabel Magnus Malik Mara Margot Marius Matilda Maxim Meera Milo Mina Mirela Nadia Nell
    Nico Nina Noor Odette Olga Omar Orla Oskar Otto Paloma Pascal Petra Phoebe Pia Quentin Quinn
    Rafael Ramona Renata Rhea Roman Rosa Rufus Runa Sabine Saskia Selma Silas Simone Sven Tamsin
    Tariq Thea Theo Tilda Tobias Uma Ursula Vera Viktor Viola Wanda Wesley Wilma Xenia Yara Yusuf
    Zadie Zelda Zoe
""")

LAST_NAMES = _words("""
    Abara Adair Alder Amsel Appleyard Archer Ashdown Aspen Attwell Bachmann Ballard Barlow Bauer
    Beck Bellamy Berg Birch Blackwood Blythe Boateng Bolt Bramble Brandt Briar Brook Burrow Byrne
    Calloway Carver Castell Chandra Chase Clay Coates Collier Cooper Corrigan Crane Cross Dahl
    Darrow Dekker Delgado Devlin Dietrich Drake Dunmore Eastman Ebner Eckhart Edevane Ellery Ember
    Engel Escobar Esterhazy Fairfax Falk Farrow Fenn Ferreira Finch Fletcher Forde Fox Frost Gallo
    Garrick Gerber Gilmore Glass Gower Grantham Greenwood Grimaldi Gruber Hale Halloran Harlow Hart
    Hawke Hayward Heller Henriksen Hollis Holm Horvat Hughes Ibarra Ingram Ives Jansen Jarvis
    Kaminski Kane Kaur Keller Kerr Kessler Kimura Kowalski Kramer Lachance Lambert Lang Larkspur
    Leclerc Lindqvist Locke Lovell Lund Mackey Maddox Mahler Marsh Mercer Messner Moreau Morrow
    Nakata Nash Navarro Nightingale Norling Novak Oakes O'Dell O'Hara Okafor Okoro Olsen Orwin
    Osborne Pascoe Pemberton Pereira Pike Prior Quill Quist Radley Rasmussen Ravenel Reed Reyes
    Rivers Rook Rosen Rowan Sable Salter Sandoval Sato Schreiber Seaborn Selwyn Shaw Silva Snow
    Sorensen Sparrow Steiner Sterling Stone Storm Sutter Swift Tanaka Thorne Tillman Toth Tremblay
    Underhill Vale Vance Vargas Vogel Voss Waldron Walsh Weller Whitlock Wilder Winter Wolfe Wren
    Yamada Yates York Zeller Ziegler
""")

ADJECTIVES = _words("""
    Amber Ancient Bold Brass Brave Brisk Bronze Bumpy Calm Candid Cheery Clever Cobalt Copper
    Coral Cosmic Crimson Crisp Curious Daring Dizzy Eager Electric Emerald Fearless Fluffy Frosty
    Gentle Gilded Golden Grand Happy Hasty Hidden Humble Indigo Iron Ivory Jolly Keen Lively Loud
    Lucky Mellow Merry Mighty Misty Modest Nimble Noble Polished Proud Quick Quiet Rapid Rusty
    Salty Scarlet Silent Silver Sleepy Sly Smoky Solar Spicy Stormy Sturdy Sunny Swift Tidy Toasted
    Tropical Velvet Vivid Wandering Wild Witty Wooden Zesty
""")

TEAMS = _words("""
    Acorns Anchors Badgers Bakers Barnacles Beavers Bisons Brewers Buffaloes Camels Capybaras
    Chefs Cobras Comets Condors Coyotes Cranes Crickets Dingoes Dolphins Donkeys Dumplings Falcons
    Ferrets Finches Flamingos Foxes Geckos Geese Gophers Grizzlies Hares Hawks Hedgehogs Herons
    Hornets Ibexes Jackals Jaguars Kestrels Kettles Kites Ladles Lanterns Lemurs Llamas Lobsters
    Lynxes Magpies Mallards Marlins Meerkats Moles Mustangs Newts Noodles Ospreys Otters Owls
    Pancakes Pelicans Pickles Pilots Puffins Quails Radishes Ravens Rockets Sailors Skillets
    Spatulas Sparks Stoats Storks Teapots Toads Turnips Voles Waffles Walruses Wombats Yaks
""")

TEAM_SUFFIXES = ("Kitchen", "Lunch Club", "North", "South", "Labs", "Supper Club", "Interns")
HOME_SUFFIXES = ("Family", "Household", "Potluck", "Book Club", "Neighbours")

# Reserved by RFC 2606: nobody can own such a domain, so no mail ever reaches anybody.
COMPANY_SUFFIXES = ("example", "example", "example", "co.example", "ai.example", "test")

PERSONAL_DOMAINS = ("gmail.com", "hotmail.com", "icloud.com", "outlook.com", "yahoo.com")
